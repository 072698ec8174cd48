using System.Text;

namespace Wellspring.Bench;

/// <summary>The table of all figures, the machine they were taken on, and what must be known to read them.</summary>
internal sealed class Report
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _notes = [];

    public void Add(Figure figure) => _figures.Add(figure);

    public void Note(string sentence) => _notes.Add(sentence);

    public string Write(BenchOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine("# Wellspring: measured speed").AppendLine();
        text.AppendLine($"{Machine.Describe(options)}").AppendLine();
        if (options.Quick)
        {
            text.AppendLine("**A smoke test with small sizes (`--quick`): no figures to quote.**").AppendLine();
        }

        text.AppendLine("| what | median | min – max | runs | expected | |");
        text.AppendLine("| --- | ---: | ---: | ---: | --- | --- |");
        foreach (var figure in _figures)
        {
            text.AppendLine(
                $"| {figure.What} | {figure.Middle} | {figure.Spread} | {figure.Runs.Count} "
                + $"| {figure.Expected ?? "–"} | {(options.Quick ? "" : figure.Verdict)} |");
        }

        text.AppendLine();
        foreach (var note in _notes)
        {
            text.AppendLine($"- {note}");
        }

        return text.ToString();
    }
}
