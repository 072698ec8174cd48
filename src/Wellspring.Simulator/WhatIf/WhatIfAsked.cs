using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.WhatIf;

/// <summary>What somebody asked the what-if page 试算: where each slider stands.</summary>
public sealed record WhatIfAsked(int Orders, int Months, int AtOnce, int Keep, int Hold)
{
    /// <summary>Every page counts with the same draws, so that a link shows the same figures to everybody.</summary>
    public const int Seed = 1;

    /// <summary>What each order spends, in yuan; outcomes are of 1,000 yuan spent.</summary>
    public const int Spend = 1_000;

    public static WhatIfAsked Usual { get; } = Read(_ => null, out _);

    /// <summary>The sliders as an address carries them, in their own order.</summary>
    public string Query => string.Join('&', Values.Select(pair => string.Create(
        CultureInfo.InvariantCulture, $"{pair.Knob.Name}={pair.Value}")));

    public ImmutableArray<(WhatIfKnob Knob, int Value)> Values =>
    [
        (WhatIfKnob.Orders, Orders), (WhatIfKnob.Months, Months), (WhatIfKnob.AtOnce, AtOnce), (WhatIfKnob.Keep, Keep),
        (WhatIfKnob.Hold, Hold),
    ];

    /// <summary>Reads an address; what lies on no slider stands where it usually does, and is named.</summary>
    public static WhatIfAsked Read(Func<string, string?> query, out ImmutableArray<WhatIfKnob> wrong)
    {
        var mistakes = ImmutableArray.CreateBuilder<WhatIfKnob>();
        var read = new WhatIfAsked(
            Of(WhatIfKnob.Orders), Of(WhatIfKnob.Months), Of(WhatIfKnob.AtOnce), Of(WhatIfKnob.Keep),
            Of(WhatIfKnob.Hold));
        wrong = mistakes.DrainToImmutable();
        return read;

        int Of(WhatIfKnob knob)
        {
            if (query(knob.Name) is not { Length: > 0 } text)
            {
                return knob.Usual;
            }

            if (knob.Read(text) is not { } number)
            {
                mistakes.Add(knob);
                return knob.Usual;
            }

            return number;
        }
    }

    /// <summary>The same as a scenario file, so that anybody can run it again by the command line.</summary>
    public string ToFile(Plan plan)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new() { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("id", "what-if");
            writer.WriteStartObject("name");
            writer.WriteString("zh", "试算");
            writer.WriteString("en", "What if");
            writer.WriteEndObject();
            writer.WritePropertyName("plan");
            writer.WriteRawValue(plan.Text);
            writer.WriteNumber("seed", Seed);
            writer.WriteNumber("orders", 2 * Orders);
            writer.WriteStartObject("arrivals");
            writer.WriteString("shape", "flat");
            writer.WriteString("perDay", PerDay);
            writer.WriteEndObject();
            writer.WriteStartArray("kinds");
            writer.WriteStartObject();
            writer.WriteString("amount", Spend.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("commission", plan.Split.Commission.ToString());
            writer.WriteEndObject();
            writer.WriteEndArray();
            WriteBehaviours(writer);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The scenario itself; null where no simulation can be made of the plan, with the reasons.</summary>
    public (Scenario? Scenario, ImmutableArray<Finding> Findings) ToScenario(Plan plan) =>
        ScenarioFile.Read(ToFile(plan), _ => null);

    /// <summary>Days until the ways part.</summary>
    public int Days => 30 * Months;

    // Rounded up, so that the last of them comes on the last day and not a day later.
    private string PerDay => Decimals.Write((long)Math.Ceiling((double)Orders / Days * 1e6), 6);

    private void WriteBehaviours(Utf8JsonWriter writer)
    {
        var (keeping, leaving) = ((100 - AtOnce) * Keep, (100 - AtOnce) * (100 - Keep));
        writer.WriteStartArray("behaviours");
        Write("at-once", AtOnce * 100);
        Write("after", leaving);
        Write("never", keeping);
        writer.WriteEndArray();

        void Write(string sells, int weight)
        {
            if (weight == 0)
            {
                return;
            }

            writer.WriteStartObject();
            writer.WriteNumber("weight", weight);
            writer.WriteString("sells", sells);
            if (sells == "after")
            {
                writer.WriteString("holding", "exponential");
                writer.WriteString("days", Hold.ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
        }
    }
}
