using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Finds the lines a server's words are about. Its numbers count the lines it parsed, which in our bodies (no comments, no blank lines) are all of them;
/// its copy of a line is cut to 20 bytes and sometimes written anew, so the copy decides only when it clearly fits another line (wire reference 5.4).
/// </summary>
internal static class RefusedLines
{
    /// <returns>Each refused line with the server's words; the position is -1 where they fit no line.</returns>
    public static IReadOnlyList<(int Line, LineError Error)> Find(LineSelection sent, IReadOnlyList<LineError> errors)
        => [.. errors.Select(error => (Find(sent, error), error))];

    private static int Find(LineSelection sent, LineError error)
    {
        int numbered = error.LineNumber is { } number && number >= 1 && number <= sent.Count ? sent.Lines[number - 1] : -1;
        byte[] copy = Encoding.UTF8.GetBytes(error.OriginalLine.TrimEnd('\uFFFD', '.'));
        if (copy.Length == 0 || (numbered >= 0 && sent.Request.BytesOf(numbered).StartsWith(copy)))
        {
            return numbered;
        }

        int[] alike = [.. sent.Lines.Where(line => sent.Request.BytesOf(line).StartsWith(copy)).Take(2)];
        return alike.Length == 1 ? alike[0] : numbered;
    }
}
