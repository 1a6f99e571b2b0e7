using System.CommandLine;
using System.Text.Json.Nodes;
using InfluxDownsample.Conformance;
using InfluxDownsample.Conformance.Comparing;
using InfluxDownsample.Conformance.Corpus;
using InfluxDownsample.Conformance.Damaging;
using InfluxDownsample.Conformance.Listing;
using InfluxDownsample.Conformance.Recording;

Option<string?> only = new("--only") { Description = "Only cases whose id or group fits this pattern (* and ?); several by comma.", Recursive = true };
Option<string?> kinds = new("--kind") { Description = "Only differences of these kinds, as the summary names them; several by comma." };
Option<int> examples = new("--examples") { Description = "Steps named under each cause.", DefaultValueFactory = _ => 5 };
Option<int> max = new("--max") { Description = "Differing steps to print.", DefaultValueFactory = _ => 400 };
Option<bool> brief = new("--brief") { Description = "Only the summary and the causes." };

Option<string> version = new("--version-of") { Description = "The real server to compare with.", DefaultValueFactory = _ => "3.10.1" };
Option<bool> save = new("--save") { Description = "Write the counts into the list of differences." };
Command check = new("check", "Plays the corpus against the local server and compares with a recording.") { version, kinds, examples, max, brief, save };
check.SetAction(async (given, cancellation) =>
{
    Pattern cases = Pattern.Of(given.GetValue(only));
    IReadOnlyList<StepDifferences> steps = await LocalServerRun.CompareAsync(given.GetValue(version)!, cases, cancellation);
    Report(given, steps);
    if (given.GetValue(only) is not null)
    {
        return;
    }

    DifferenceList list = DifferenceList.Read(TruthFiles.Differences(given.GetValue(version)!));
    Verdict verdict = new(list, steps);
    foreach (string line in verdict.Faults.Concat(verdict.Gains))
    {
        Console.WriteLine(line);
    }

    if (given.GetValue(save))
    {
        list.Save(verdict.Equal, verdict.CountOf);
    }
});

Argument<string> left = new("expected") { Description = "A recording." };
Argument<string> right = new("actual") { Description = "Another recording of the same corpus." };
Command diff = new("diff", "Compares two recordings: a summary for each group, the causes with their counts, then the differing steps.") { left, right, kinds, examples, max, brief };
diff.SetAction(given =>
{
    Pattern cases = Pattern.Of(given.GetValue(only));
    Report(given, RecordingComparer.Compare(Read(given.GetValue(left)!), Read(given.GetValue(right)!)));

    IEnumerable<Recorded> Read(string path) => Recorded.ReadFile(path).Where(answer => cases.Fits(answer.Case, answer.Group));
});

Option<string> url = new("--url") { Description = "Address of an InfluxDB 3, such as http://127.0.0.1:8181.", Required = true };
Option<string> token = new("--token") { Description = "Its token.", DefaultValueFactory = _ => "" };
Option<string> corpus = new("--corpus") { Description = "Folder of the cases.", DefaultValueFactory = _ => TruthFiles.Corpus };
Option<string> output = new("--out") { Description = "The recording; .gz compresses it.", Required = true };
Option<int> seconds = new("--seconds") { Description = "Time limit of a step.", DefaultValueFactory = _ => 30 };
Option<int> parallel = new("--parallel") { Description = "Cases at a time; Core holds five databases, so at most 4.", DefaultValueFactory = _ => 1 };
Option<string> prefix = new("--prefix") { Description = "Databases begin with this. Existing ones that do are deleted.", DefaultValueFactory = _ => "truth_" };
Command recordCommand = new("record", "Plays the corpus against an InfluxDB 3 and writes its answers down.") { url, token, corpus, output, seconds, parallel, prefix };
recordCommand.SetAction(async (given, cancellation) =>
{
    Uri server = new(given.GetValue(url)!.TrimEnd('/') + "/");
    using CorpusPlayer player = new(server, given.GetValue(token)!, given.GetValue(prefix)!, TimeSpan.FromSeconds(given.GetValue(seconds)));
    JsonObject ping = await player.PingAsync(cancellation);
    IReadOnlyList<string> answers = await player.PlayAsync(CorpusFiles.Read(given.GetValue(corpus)!, Pattern.Of(given.GetValue(only))), given.GetValue(parallel), cancellation);
    RecordingFile.Write(given.GetValue(output)!, ping, answers);
    Console.WriteLine($"{answers.Count} answers: {given.GetValue(output)}");
});

Option<int> count = new("--count") { Description = "How many requests.", DefaultValueFactory = _ => 100_000 };
Option<int> seed = new("--seed") { Description = "The same seed gives the same requests.", DefaultValueFactory = _ => 1 };
Command damageCommand = new("damage", "Sends damaged requests of the corpus to the local server; each is to be answered or refused.") { count, seed };
damageCommand.SetAction(async (given, cancellation) =>
{
    (int answered, int refused, IReadOnlyList<string> faults) = await DamagedRun.PlayAsync(given.GetValue(count), given.GetValue(seed), cancellation);
    foreach (string fault in faults)
    {
        Console.WriteLine(fault);
    }

    Console.WriteLine($"{answered} answered, {refused} refused, {faults.Count} neither");
    return faults.Count == 0 ? 0 : 1;
});

RootCommand root = new("Compares what the local server answers with what real InfluxDB 3 servers answered.") { only };
root.Subcommands.Add(check);
root.Subcommands.Add(diff);
root.Subcommands.Add(recordCommand);
root.Subcommands.Add(damageCommand);
return await root.Parse(args).InvokeAsync();

void Report(ParseResult given, IReadOnlyList<StepDifferences> steps)
{
    DiffReport report = new(Console.Out, Pattern.Of(given.GetValue(kinds)));
    report.Summary(steps);
    report.Causes(steps, given.GetValue(examples));
    if (!given.GetValue(brief))
    {
        report.Steps(steps, given.GetValue(max));
    }
}
