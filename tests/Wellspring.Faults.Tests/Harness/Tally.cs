using System.Globalization;
using System.Text;
using Wellspring.Faults.Tests.Harness;

[assembly: AssemblyFixture(typeof(Tally))]

namespace Wellspring.Faults.Tests.Harness;

/// <summary>Counts what all tests did and found; printed at the end, and kept beside the program.</summary>
public sealed class Tally : IDisposable
{
    private readonly Lock _adding = new();
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>Whether the long form was asked for: more faults, and the table is kept in docs.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("WELLSPRING_LONG") == "1";

    /// <summary>How often a fault is made: so often in the short form, so often in the long one.</summary>
    public static int Times(int brief, int full) => IsLong ? full : brief;

    /// <summary>Adds what one test saw.</summary>
    /// <param name="back">From each fault to the next answer; empty where nothing stops.</param>
    internal void Add(string fault, int faults, Compared compared, IReadOnlyList<TimeSpan> back)
    {
        lock (_adding)
        {
            var row = _rows.TryGetValue(fault, out var known) ? known : new(0, 0, 0, 0, []);
            _rows[fault] = new(row.Faults + faults, row.Acknowledged + compared.Acknowledged,
                row.Lost + compared.Lost, row.Twice + compared.Twice, [.. row.Back, .. back]);
        }
    }

    public void Dispose()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var table = Table();
        Console.WriteLine(table);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "faults.md"), table);
        var docs = Path.Combine(Platform.Root, "docs", "operating", "faults.md");
        if (IsLong && File.Exists(docs))
        {
            const string Begin = "<!-- table -->";
            const string End = "<!-- end -->";
            var text = File.ReadAllText(docs);
            var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
                text.IndexOf(End, StringComparison.Ordinal));
            File.WriteAllText(docs, $"{text[..begin]}\n{table}{text[end..]}");
        }
    }

    private string Table()
    {
        var text = new StringBuilder();
        text.Append("| fault | injected | commands acknowledged | lost | applied twice ");
        text.Append("| back after, median / longest |\n");
        text.Append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (fault, row) in _rows)
        {
            text.Append(Line(fault, row));
        }

        var all = _rows.Values;
        text.Append(Line("**all**", new(all.Sum(row => row.Faults), all.Sum(row => row.Acknowledged),
            all.Sum(row => row.Lost), all.Sum(row => row.Twice), [.. all.SelectMany(row => row.Back)])));
        return text.ToString();
    }

    private static string Line(string fault, Row row)
    {
        var sorted = row.Back.Order().ToList();
        var back = sorted.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture,
            $"{sorted[sorted.Count / 2].TotalSeconds:0.0} s / {sorted[^1].TotalSeconds:0.0} s");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {fault} | {row.Faults:N0} | {row.Acknowledged:N0} | {row.Lost:N0} | {row.Twice:N0} | {back} |\n");
    }

    private sealed record Row(int Faults, int Acknowledged, int Lost, int Twice, IReadOnlyList<TimeSpan> Back);
}
