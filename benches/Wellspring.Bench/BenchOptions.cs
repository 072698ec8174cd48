namespace Wellspring.Bench;

/// <summary>What to measure, how large, and where the table goes.</summary>
/// <param name="Date">The day that stands in the report; the program itself asks no clock.</param>
internal sealed record BenchOptions(bool Quick, string? Only, string? Out, string? Date, string Folder)
{
    public const string Usage =
        "usage: bench [--quick] [--only NAME] [--out FILE.md] [--date YYYY-MM-DD] [--folder DIR]";

    public int Members => Quick ? 20_000 : 1_000_000;

    public int Runs => Quick ? 3 : 5;

    public static BenchOptions? Parse(string[] arguments, out string? mistake)
    {
        var options = new BenchOptions(Quick: false, null, null, null, Path.GetTempPath());
        mistake = null;
        for (var index = 0; index < arguments.Length; index++)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : null;
            switch (arguments[index])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--only" when value is not null:
                    options = options with { Only = value };
                    break;
                case "--out" when value is not null:
                    options = options with { Out = value };
                    break;
                case "--date" when value is not null:
                    options = options with { Date = value };
                    break;
                case "--folder" when value is not null:
                    options = options with { Folder = value };
                    break;
                default:
                    mistake = $"'{arguments[index]}' is not understood; {Usage}";
                    return null;
            }

            index++;
        }

        return options;
    }
}
