using Wellspring.Core;

namespace Wellspring.Shop.Payments.Bills;

/// <summary>The cells of one row, found by the names in the header.</summary>
internal sealed class BillCells(IReadOnlyList<string> header, IReadOnlyList<string> cells)
{
    public bool Fits => cells.Count == header.Count;

    /// <summary>The first of these columns that the bill has; empty where it has none of them.</summary>
    public string this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (var name in names)
            {
                for (var index = 0; index < header.Count; index++)
                {
                    if (header[index] == name)
                    {
                        return cells[index];
                    }
                }
            }

            return "";
        }
    }

    /// <summary>
    /// Splits a line. WeChat puts a backtick before every cell and quotes nothing, so a comma in a name is no border;
    /// elsewhere quotes protect commas. Spaces and tabs around a cell are none of it.
    /// </summary>
    public static IReadOnlyList<string> Of(string line)
    {
        if (line.StartsWith('`'))
        {
            return [.. line[1..].Split(",`").Select(cell => cell.Trim())];
        }

        var cells = new List<string>();
        var start = 0;
        var quoted = false;
        for (var index = 0; index <= line.Length; index++)
        {
            if (index < line.Length && line[index] == '"')
            {
                quoted = !quoted;
            }
            else if (index == line.Length || (line[index] == ',' && !quoted))
            {
                cells.Add(Unquote(line[start..index].Trim()));
                start = index + 1;
            }
        }

        return cells;
    }

    /// <summary>An amount in yuan; the channels write what goes the other way with a minus.</summary>
    public static Money? Yuan(string cell) =>
        Core.Decimals.TryRead(cell.TrimStart('-'), Money.Decimals, out var units) ? Money.FromUnits(units) : null;

    private static string Unquote(string cell) => cell.Length >= 2 && cell[0] == '"' && cell[^1] == '"'
        ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Trim()
        : cell;
}
