using InfluxDownsample.Help;

if (args is not [string pages, string output])
{
    Console.Error.WriteLine("usage: InfluxDownsample.Help <folder with the pages> <folder for the help files>");
    return 1;
}

Directory.CreateDirectory(output);
string[] files = [.. Directory.GetFiles(pages, "*.md").Order(StringComparer.Ordinal)];
MamlHelp.Build(files.Where(file => !IsTopic(file)).Select(CommandPage.Read))
    .Save(Path.Combine(output, "InfluxDownsample.dll-Help.xml"));
foreach (string topic in files.Where(IsTopic))
{
    File.WriteAllText(Path.Combine(output, Path.GetFileNameWithoutExtension(topic) + ".help.txt"), TopicText.Of(File.ReadAllText(topic)));
}

return 0;

static bool IsTopic(string file) => Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal);
