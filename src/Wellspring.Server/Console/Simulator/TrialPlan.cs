using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Simulator;
using Wellspring.Simulator.Studies;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.Console.Simulator;

/// <summary>What somebody typed on the console's simulator page 模拟器, as text: people first, then the plan.</summary>
internal sealed class TrialPlan
{
    private static readonly Bilingual NoWhole = new("应是这个范围内的整数", "is a whole number in this range");

    public TrialPlan(Plan plan)
    {
        var settings = plan.Settings;
        (Commission, Mint) = (Percent(settings.Split.Commission), Percent(settings.Pool.MintRatio));
        Retention = Percent(settings.Selling.Retention);
        Cap = settings.Cap.Multiple?.ToString() ?? "";
    }

    public string Orders { get; set; } = "10000";

    public string Months { get; set; } = "6";

    public string AtOnce { get; set; } = "20";

    public string Keep { get; set; } = "20";

    public string Hold { get; set; } = "90";

    public string Commission { get; set; }

    public string Mint { get; set; }

    public string Retention { get; set; }

    /// <summary>Empty: no cap.</summary>
    public string Cap { get; set; }

    /// <summary>The people, or the first thing that is wrong with what was typed.</summary>
    public WhatIfAsked? Read(out Bilingual? wrong)
    {
        Bilingual? mistake = null;
        var read = new WhatIfAsked(
            Whole(Orders, 1_000, 200_000, new("订单数", "Orders")), Whole(Months, 1, 24, new("月数", "Months")),
            Whole(AtOnce, 0, 80, new("立即卖出", "Selling at once")),
            Whole(Keep, 0, 100, new("等到封顶", "Waiting for the cap")),
            Whole(Hold, 1, 3_600, new("持有天数", "Days held")));
        wrong = mistake;
        return mistake is null ? read : null;

        int Whole(string text, int from, int to, Bilingual name)
        {
            if (int.TryParse(text.Trim(), System.Globalization.NumberStyles.None, null, out var number)
                && number >= from && number <= to)
            {
                return number;
            }

            mistake ??= new(
                $"{name.Zh}{NoWhole.Zh}：{from} 到 {to}。", $"{name.En} {NoWhole.En}: {from} to {to}.");
            return from;
        }
    }

    /// <summary>The same people under the changed plan; null where nothing was changed, or it cannot run.</summary>
    public Scenario? Changed(Scenario scenario, out ImmutableArray<Finding> findings)
    {
        findings = [];
        var given = scenario.Given.Settings;
        var multiple = Decimals.TryRead(Cap.Trim(), 6, out var millionths) && millionths > 0
            ? new Multiple(millionths) : (Multiple?)null;
        if (Rate(Commission) is not { } commission || Rate(Mint) is not { } mint || Rate(Retention) is not { } retention
            || (Cap.Trim().Length > 0 && multiple is null))
        {
            findings =
            [
                new("trial-value", "plan", "比例请写成 20 或 12.5，封顶倍数请写成 1.2，空为不设封顶。",
                    "Write percentages like 20 or 12.5 and the cap like 1.2; empty means no cap."),
            ];
            return null;
        }

        var draft = given with
        {
            Split = given.Split with { Commission = commission },
            Pool = given.Pool with { MintRatio = mint },
            Selling = given.Selling with { Retention = retention },
            Cap = given.Cap with { Multiple = multiple },
        };
        if (draft == given)
        {
            return null;
        }

        (var changed, findings) = ChangedPlan.Of(scenario, draft);
        return changed;
    }

    private static Rate? Rate(string text) =>
        Decimals.TryRead(text.Trim().TrimEnd('%'), 4, out var parts) && parts <= Core.Rate.PartsPerWhole
            ? Core.Rate.FromParts((int)parts)
            : null;

    private static string Percent(Rate rate) => rate.ToString().TrimEnd('%');
}
