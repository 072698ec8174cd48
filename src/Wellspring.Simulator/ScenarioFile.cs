using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator;

/// <summary>Reads a scenario file 情景文件, strictly: what it does not understand it names, with its place.</summary>
public static class ScenarioFile
{
    private const int LongestDays = 36_500;
    private const int MostKinds = 200;
    private static readonly string[] Runs = ["none", "random", "insiders-first", "closing"];
    private static readonly Money LargestOrder = Money.FromYuan(20_000_000);

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <param name="planNamed">Text of the plan file that the scenario names; null where there is none.</param>
    public static (Scenario? Scenario, ImmutableArray<Finding> Findings) Read(
        string text, Func<string, string?> planNamed)
    {
        var findings = new List<Finding>();
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var scenario = Read(new ScenarioGroup(
                findings, document.RootElement, "", "id", "name", "plan", "seed", "orders", "afterwards", "cohorts",
                "arrivals", "kinds", "behaviours", "returningBuyers", "repurchase", "repurchaseAfterDays", "refunds",
                "injections", "panic", "sellOffs", "washing", "run", "legacy"), findings, planNamed);
            return (findings.Count == 0 ? scenario : null, [.. findings]);
        }
        catch (JsonException broken)
        {
            // A doubled name comes without a line; its name is in the message.
            var place = broken.LineNumber is { } line ? $"line {line + 1}" : "file";
            return (null, [new("scenario-json", place, $"不是有效的 JSON：{broken.Message}",
                $"Not valid JSON: {broken.Message}")]);
        }
    }

    private static Scenario? Read(ScenarioGroup file, List<Finding> findings, Func<string, string?> planNamed)
    {
        var name = file.Group("name", "zh", "en");
        if (PlanOf(file, findings, planNamed) is not { } plan)
        {
            return null;
        }

        var legacy = OldDebtFile.Read(file, plan);
        var (adapted, sentences) = ScenarioPlan.Adapt(plan.Settings, legacy);
        if (!PlanReview.TryApprove(adapted, out var run, out var refused))
        {
            findings.AddRange(refused.Select(finding => finding with { Path = $"plan.{finding.Path}" }));
            return null;
        }

        return new()
        {
            Id = file.Text("id", "scenario"),
            Name = new(name.Text("zh", "情景"), name.Text("en", "Scenario")),
            Given = plan,
            Plan = run,
            Adapted = sentences,
            Seed = (ulong)file.Whole("seed", 1, 0, long.MaxValue),
            Orders = file.Whole("orders", 100_000, 1, 1_000_000_000),
            Afterwards = (int)file.Whole("afterwards", 0, 0, LongestDays),
            Cohorts = (int)file.Whole("cohorts", 10, 1, 100),
            Arrivals = ArrivalsOf(file.Group(
                "arrivals", "shape", "perDay", "growth", "middleDay", "market", "innovation", "imitation", "counts",
                "stopsAfterDay")),
            Kinds = KindsOf(file, run),
            Behaviours = BehavioursOf(file),
            ReturningBuyers = file.Percent("returningBuyers", Rate.Zero),
            Repurchase = file.Percent("repurchase", Rate.Zero),
            RepurchaseAfterDays = (int)file.Whole("repurchaseAfterDays", 1, 1, LongestDays),
            Refunds = RefundsOf(file.Group("refunds", "share", "afterDays", "part")),
            Injections = [.. file.List("injections", "day", "amount").Select(InjectionOf)],
            Legacy = legacy,
            Panic = PanicOf(file.Group("panic", "ordersBelow", "share")),
            SellOffs = [.. file.List("sellOffs", "day", "share").Select(SellOffOf)],
            Washing = WashingOf(file.Group(
                "washing", "people", "perDay", "amount", "commission", "then", "afterDays", "fromDay", "untilDay"),
                run),
            Closes = file.Choice("run", "none", Runs) is "closing",
            Run = file.Choice("run", "none", Runs) switch
            {
                "random" => RunOrder.Random,
                "insiders-first" => RunOrder.InsidersFirst,
                _ => null,
            },
        };
    }

    // As it is written; whether a pool may run on it is asked of the adapted rules.
    private static Plan? PlanOf(ScenarioGroup file, List<Finding> findings, Func<string, string?> planNamed)
    {
        if (!file.Needs("plan"))
        {
            return null;
        }

        var value = file["plan"];
        var text = value.ValueKind is JsonValueKind.String ? planNamed(value.GetString()!) : value.GetRawText();
        if (text is null)
        {
            file.Report("scenario-plan", "plan", $"找不到方案文件 {value.GetString()}。",
                $"There is no plan file {value.GetString()}.");
            return null;
        }

        var (draft, problems) = PlanFile.Read(text);
        findings.AddRange(problems.Select(finding => finding with { Path = $"plan.{finding.Path}" }));
        return draft is null ? null : PlanReview.Resume(PlanFile.Write(draft));
    }

    private static Arrivals ArrivalsOf(ScenarioGroup group)
    {
        var shape = group.Choice("shape", "flat", "flat", "exponential", "logistic", "bass", "empirical") switch
        {
            "exponential" => ArrivalShape.Exponential,
            "logistic" => ArrivalShape.Logistic,
            "bass" => ArrivalShape.Bass,
            "empirical" => ArrivalShape.Empirical,
            _ => ArrivalShape.Flat,
        };
        if ((shape is ArrivalShape.Exponential or ArrivalShape.Logistic && !group.Needs("growth"))
            || (shape is ArrivalShape.Bass
                && !(group.Needs("market") & group.Needs("innovation") & group.Needs("imitation"))))
        {
            return new();
        }

        return new()
        {
            Shape = shape,
            PerDay = group.Decimal("perDay", 1_000, 100_000_000),
            Growth = group.Decimal("growth", 0, 10),
            MiddleDay = group.Decimal("middleDay", 0, LongestDays),
            Market = group.Decimal("market", 0, 1e10),
            Innovation = group.Decimal("innovation", 0, 1),
            Imitation = group.Decimal("imitation", 0, 10),
            Counts = CountsOf(group, shape),
            StopsAfterDay = group.Whole("stopsAfterDay", -1, 0, LongestDays) is var day and >= 0 ? (int)day : null,
        };
    }

    private static ImmutableArray<long> CountsOf(ScenarioGroup group, ArrivalShape shape)
    {
        var value = group["counts"];
        if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() is > 0 and <= LongestDays
            && value.EnumerateArray().All(one => one.ValueKind is JsonValueKind.Number
                && one.TryGetInt32(out var count) && count >= 0)
            && value.EnumerateArray().Any(one => one.GetInt32() > 0))
        {
            return [.. value.EnumerateArray().Select(one => (long)one.GetInt32())];
        }

        if (shape is ArrivalShape.Empirical || value.ValueKind is not JsonValueKind.Undefined)
        {
            group.Report("scenario-value", group.At("counts"), "应为每日订单数的列表，如 [12, 0, 7]，且不全为 0。",
                "The orders of each day belong here, such as [12, 0, 7], not all of them 0.");
        }

        return [];
    }

    private static ImmutableArray<OrderKind> KindsOf(ScenarioGroup file, Plan plan)
    {
        var house = Money.FromYuan(1000);
        var groups = file.List("kinds", "weight", "amount", "from", "to", "commission");
        var kinds = groups.Take(MostKinds).Select(group =>
        {
            var amount = group.Yuan("amount", house, LargestOrder);
            var from = group.Yuan("from", amount, LargestOrder);
            var to = group.Yuan("to", from, LargestOrder);
            var commission = CommissionOf(group, plan);
            if (to < from)
            {
                group.Report("scenario-value", group.At("to"), "to 不能小于 from。", "\"to\" is not below \"from\".");
            }

            return new OrderKind((int)group.Whole("weight", 1, 1, 1_000_000), from, to, commission);
        }).ToImmutableArray();
        if (groups.Count > MostKinds)
        {
            file.Report("scenario-value", "kinds", $"订单种类至多 {MostKinds} 种。", $"At most {MostKinds} kinds of order.");
        }

        return kinds.IsEmpty ? [new(1, house, house, plan.Split.Commission)] : kinds;
    }

    private static Rate CommissionOf(ScenarioGroup group, Plan plan)
    {
        var commission = group.Percent("commission", plan.Split.Commission);
        var shares = plan.Split.Platform.Parts + plan.Split.RewardBudget.Parts;
        if (commission.Parts > 0 && commission.Parts < shares)
        {
            group.Report("scenario-value", group.At("commission"),
                $"佣金不足以支付平台份额与奖励预算：至少 {Rate.FromParts(shares)}，或 0%。",
                $"A commission covers platform and reward budget: at least {Rate.FromParts(shares)}, or 0%.");
        }

        return commission;
    }

    private static ImmutableArray<Behaviour> BehavioursOf(ScenarioGroup file)
    {
        var groups = file.List(
            "behaviours", "weight", "sells", "holding", "days", "steepness", "quantiles", "multiple");
        if (groups.Count > MostKinds)
        {
            file.Report("scenario-value", "behaviours", $"行为至多 {MostKinds} 种。", $"At most {MostKinds} behaviours.");
        }

        var behaviours = groups.Take(MostKinds).Select(BehaviourOf).ToImmutableArray();
        return behaviours.IsEmpty ? [new(1, SellsWhen.Never)] : behaviours;
    }

    private static Behaviour BehaviourOf(ScenarioGroup group)
    {
        var sells = group.Choice("sells", "never", "never", "at-once", "after", "at-multiple") switch
        {
            "at-once" => SellsWhen.AtOnce,
            "after" => SellsWhen.After,
            "at-multiple" => SellsWhen.AtMultiple,
            _ => SellsWhen.Never,
        };
        var shape = group.Choice("holding", "exponential", "exponential", "weibull", "empirical") switch
        {
            "weibull" => HoldingShape.Weibull,
            "empirical" => HoldingShape.Empirical,
            _ => HoldingShape.Exponential,
        };
        _ = sells switch
        {
            SellsWhen.After => group.Needs(shape is HoldingShape.Empirical ? "quantiles" : "days"),
            SellsWhen.AtMultiple => group.Needs("multiple"),
            _ => true,
        };
        return new((int)group.Whole("weight", 1, 1, 1_000_000), sells)
        {
            Shape = shape,
            Days = group.Decimal("days", 1, LongestDays),
            Steepness = group.Decimal("steepness", 1, 20),
            Quantiles = QuantilesOf(group),
            Multiple = new((long)(group.Decimal("multiple", 1, 1_000) * 1_000_000 + 0.5)),
        };
    }

    private static ImmutableArray<Quantile> QuantilesOf(ScenarioGroup group)
    {
        var all = group.List("quantiles", "share", "days").Select(one => new Quantile(
            one.Percent("share", Rate.Zero).Parts / 100, one.Whole("days", 0, 0, LongestDays))).ToImmutableArray();
        var rises = all.Zip(all.Skip(1)).All(pair =>
            pair.First.BasisPoints < pair.Second.BasisPoints && pair.First.Value <= pair.Second.Value);
        if (!all.IsEmpty && (all.Length < 2 || all[0].BasisPoints != 0 || all[^1].BasisPoints != 10_000 || !rises))
        {
            group.Report("scenario-value", group.At("quantiles"), "分位数须从 0% 到 100% 递增，天数不减。",
                "Quantiles rise from 0% to 100%, and their days never fall.");
        }

        return all;
    }

    private static Refunds? RefundsOf(ScenarioGroup group) => group.IsThere && group.Needs("share")
        ? new(group.Percent("share", Rate.Zero), (int)group.Whole("afterDays", 1, 1, LongestDays),
            group.Percent("part", Rate.Whole))
        : null;

    private static PlannedInjection InjectionOf(ScenarioGroup group) => group.Needs("day") & group.Needs("amount")
        ? new((int)group.Whole("day", 0, 0, LongestDays),
            group.Yuan("amount", Money.Zero, Money.FromYuan(1_000_000_000)))
        : new(0, Money.Zero);

    private static PlannedSale SellOffOf(ScenarioGroup group) => group.Needs("day") & group.Needs("share")
        ? new((int)group.Whole("day", 0, 0, LongestDays), group.Percent("share", Rate.Zero))
        : new(0, Rate.Zero);

    private static Washing? WashingOf(ScenarioGroup group, Plan plan)
    {
        if (!group.IsThere || !(group.Needs("people") & group.Needs("perDay") & group.Needs("amount")))
        {
            return null;
        }

        return new(
            (int)group.Whole("people", 1, 1, 10_000), (int)group.Whole("perDay", 1, 1, 100_000),
            group.Yuan("amount", Money.Zero, LargestOrder), CommissionOf(group, plan))
        {
            Then = group.Choice("then", "sell", "sell", "refund") is "refund" ? WashEnd.Refund : WashEnd.Sell,
            AfterDays = (int)group.Whole("afterDays", 1, 0, LongestDays),
            FromDay = (int)group.Whole("fromDay", 0, 0, LongestDays),
            UntilDay = (int)group.Whole("untilDay", LongestDays, 0, LongestDays),
        };
    }

    private static Panic? PanicOf(ScenarioGroup group) =>
        group.IsThere && group.Needs("ordersBelow") & group.Needs("share")
        ? new(group.Percent("ordersBelow", Rate.Zero), group.Percent("share", Rate.Zero))
        : null;
}
