using System.Collections.Immutable;
using System.Text.Json;

namespace Wellspring.Simulator.Studies;

/// <summary>Each knob alone at both ends of its box, the others as they are 龙卷风图; the widest first.</summary>
/// <param name="Base">The scenario as it is.</param>
public sealed record TornadoStudy(
    Scenario Scenario, long Orders, Headline Base, ImmutableArray<TornadoBar> Bars)
{
    /// <param name="orders">Orders a run, where fewer than the scenario's; 0 for the scenario's.</param>
    public static TornadoStudy Run(Scenario scenario, int orders, int threads, Action<double>? progress)
    {
        var shorter = Shortened(scenario, orders);
        var knobs = Knobs.AllOf(shorter);
        var runs = Batch.Run((knobs.Length * 2) + 1, threads, progress, item =>
        {
            if (item == 0)
            {
                return Batch.Headline(shorter);
            }

            var knob = knobs[(item - 1) / 2];
            return Batch.Headline(knob.Set(shorter, item % 2 == 1 ? knob.From : knob.To)!);
        });
        return new(
            scenario, shorter.Orders, runs[0],
            [
                .. knobs.Select((knob, place) => new TornadoBar(
                    knob, knob.Now(shorter), runs[(place * 2) + 1], runs[(place * 2) + 2]))
                    .OrderByDescending(bar => bar.Swing),
            ]);
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "tornado", Scenario, Orders, (Bars.Length * 2) + 1);
        writer.WriteStartObject("base");
        Base.Write(writer);
        writer.WriteEndObject();
        writer.WriteStartArray("bars");
        foreach (var bar in Bars)
        {
            writer.WriteStartObject();
            writer.WriteString("name", bar.Knob.Name);
            StudyOrigin.Write(writer, "title", bar.Knob.Title);
            StudyOrigin.Write(writer, "from", bar.Knob.From);
            StudyOrigin.Write(writer, "to", bar.Knob.To);
            StudyOrigin.WriteOrNull(writer, "now", bar.Now);
            writer.WriteStartObject("atFrom");
            bar.AtFrom.Write(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("atTo");
            bar.AtTo.Write(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    internal static Scenario Shortened(Scenario scenario, int orders) =>
        orders == 0 || orders >= scenario.Orders ? scenario : scenario with { Orders = orders };
}

/// <summary>One knob of a tornado.</summary>
/// <param name="Now">Where the scenario has it; null where it has no such thing.</param>
public sealed record TornadoBar(Knob Knob, double? Now, Headline AtFrom, Headline AtTo)
{
    /// <summary>How far the median moves between the ends, in millionths.</summary>
    public long Swing => Math.Abs(AtTo.Median - AtFrom.Median);
}
