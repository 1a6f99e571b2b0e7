using System.Text.Json.Nodes;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Plays one case and never fails: what goes wrong is an answer too.</summary>
internal sealed class CasePlayer(HttpCaller http, FlightCaller flight, Databases databases, TimeSpan stepLimit, string prefix, string token)
{
    /// <summary>The answers as the lines of a recording.</summary>
    public async Task<string[]> PlayAsync(Case played, CancellationToken cancellation)
    {
        Names names = new(prefix + Databases.Slug(played.Database ?? played.Id), token);
        List<string> answers = [];
        foreach ((SetupWrite write, int index) in (played.Setup ?? []).Select((write, index) => (write, index)))
        {
            JsonObject answer = await LimitedAsync(Setup(write, index), names, cancellation);
            if ((string?)answer["status"] != "204")
            {
                // Told only when it fails, and then every answer below is to be doubted.
                answers.Add(Line(played, Setup(write, index), answer));
            }
        }

        foreach (Step step in played.Steps)
        {
            answers.Add(Line(played, step, await LimitedAsync(step, names, cancellation)));
        }

        await databases.DeleteAsync(names, played.Databases);
        return [.. answers];
    }

    private static Step Setup(SetupWrite write, int index) => new()
    {
        Id = $"setup{index + 1}",
        Kind = "http",
        Method = "POST",
        Path = $"/api/v3/write_lp?db={write.Db}&precision={write.Precision}&accept_partial=false",
        Body = write.Lines,
    };

    private async Task<JsonObject> LimitedAsync(Step step, Names names, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(stepLimit);
        Masks masks = new(DateTime.UtcNow);
        try
        {
            return step.Kind == "http" ? await http.CallAsync(step, names, masks, limit.Token) : await flight.CallAsync(step, names, masks, limit.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new JsonObject { ["status"] = "timeout" };
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new JsonObject { ["status"] = "client", ["text"] = $"{fault.GetType().Name}: {fault.Message}" };
        }
    }

    private static string Line(Case played, Step step, JsonObject answer)
    {
        JsonObject line = new() { ["case"] = played.Id, ["step"] = step.Id, ["group"] = played.Group, ["kind"] = step.Kind, ["asked"] = Text.Cut(step.Text, 1500) };
        if (step.Ordered)
        {
            line["ordered"] = true;
        }

        if (step.Note is not null)
        {
            line["note"] = step.Note;
        }

        line["answer"] = answer;
        return line.ToJsonString(Text.Json);
    }
}
