using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.WhatIf;

/// <summary>One slider of the what-if page 滑块: whole numbers from one end to the other.</summary>
/// <param name="Unit">What stands behind the number.</param>
/// <param name="Said">What it asks, in a member's words.</param>
public sealed record WhatIfKnob(
    string Name, Bilingual Said, Bilingual Unit, int From, int To, int Step, int Usual)
{
    public static WhatIfKnob Orders { get; } = new(
        "orders", new("到分岔的时候，一共有多少订单", "Orders until the ways part"), new("单", "orders"),
        1_000, 30_000, 1_000, 10_000);

    public static WhatIfKnob Months { get; } = new(
        "months", new("这些订单来自多少个月", "Months in which they come"), new("个月", "months"), 1, 24, 1, 6);

    public static WhatIfKnob AtOnce { get; } = new(
        "atOnce", new("多少人一拿到积分就卖", "Members who sell at once"), new("%", "%"), 0, 80, 5, 20);

    public static WhatIfKnob Keep { get; } = new(
        "keep", new("其余的人里，多少一直等到封顶", "Of the others, those who wait for the cap"), new("%", "%"),
        0, 100, 5, 20);

    public static WhatIfKnob Hold { get; } = new(
        "hold", new("剩下的人平均持有多久", "How long the rest hold, on average"), new("天", "days"), 10, 720, 10, 90);

    public static ImmutableArray<WhatIfKnob> All { get; } = [Orders, Months, AtOnce, Keep, Hold];

    /// <summary>The number if it lies on the slider, else null.</summary>
    public int? Read(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number)
        && number >= From && number <= To && (number - From) % Step == 0 ? number : null;
}
