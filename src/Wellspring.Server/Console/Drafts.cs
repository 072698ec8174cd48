namespace Wellspring.Server.Console;

/// <summary>What was typed beside the rows of a list, by row; empty where nothing was.</summary>
internal sealed class Drafts
{
    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);

    public string this[string row]
    {
        get => _typed.GetValueOrDefault(row, "");
        set => _typed[row] = value;
    }
}
