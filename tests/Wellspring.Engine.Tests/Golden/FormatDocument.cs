using System.Globalization;
using System.Runtime.CompilerServices;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>The tables of docs/formats/journal.md: what a stranger who has only that page knows.</summary>
internal sealed class FormatDocument
{
    private readonly Dictionary<string, List<string[]>> _tables = [];

    public FormatDocument()
    {
        var heading = "";
        Lines = File.ReadAllLines(Path.Combine(Root(), "docs", "formats", "journal.md"));
        foreach (var line in Lines)
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#').Trim();
                _tables.TryAdd(heading, []);
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal)
                && !line.StartsWith("| ---", StringComparison.Ordinal))
            {
                _tables[heading].Add([.. line.Trim('|').Split('|').Select(cell => cell.Trim())]);
            }
        }
    }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Name and type of each field of a section, in order.</summary>
    public IEnumerable<(string Name, string Type)> Fields(string section) =>
        _tables[section].Skip(1).Select(row => (row[0], row[1]));

    /// <summary>The export's name of a numbered section: "Kind 2: orderSettled".</summary>
    public string NameOf(string sort, long number)
    {
        var start = $"{sort} {number}: ";
        return _tables.Keys.Single(heading => heading.StartsWith(start, StringComparison.Ordinal))[start.Length..];
    }

    public string CodeOf(string codes, long number) => _tables[$"Codes {codes}"].Skip(1)
        .Single(row => row[0] == number.ToString(CultureInfo.InvariantCulture))[1];

    /// <summary>All bytes that the worked example's table spells out, in hexadecimal.</summary>
    public string ExampleBytes => string.Concat(
        _tables["A worked example"].Skip(1).Select(row => row[0].Trim('`')));

    public static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
