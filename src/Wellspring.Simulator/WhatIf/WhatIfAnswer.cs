using System.Collections.Immutable;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Reports;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.WhatIf;

/// <summary>What the what-if page answers: four worlds, none before the others, and one sentence over them.</summary>
public sealed record WhatIfAnswer(
    WhatIfAsked Asked, ImmutableArray<WhatIfWorld> Worlds, ImmutableArray<Bilingual> Assumed)
{
    /// <summary>Of the plan that was asked about.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The bound that nothing passes, with its formula; null where there is no cap to reach.</summary>
    public Bilingual? Bound { get; init; }

    /// <summary>SHA-256 over all that the answer rests on; the same one gives the same figures anywhere.</summary>
    public required string RunHash { get; init; }

    /// <summary>Whether it was counted in blocks, so that the figures are near and not exact.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Order by order, each world on its own; the same with any number of threads.</summary>
    public static WhatIfAnswer Of(WhatIfAsked asked, Scenario scenario, Action<double>? progress = null) => Of(
        asked, scenario, isPreview: false,
        [.. FourWorlds.Run(scenario, orders: 0, threads: 1, progress).Worlds.Select(WhatIfWorld.Of)]);

    /// <summary>
    /// In blocks of orders, at once: for a page that cannot wait. Null where the plan has rules, such as limits on
    /// selling, that only the count order by order knows.
    /// </summary>
    public static WhatIfAnswer? Preview(WhatIfAsked asked, Scenario scenario) =>
        FluidQuestion.Of(scenario) is not { } order
            ? null
            : Of(asked, scenario, isPreview: true,
            [
                .. FourWorlds.Of(scenario).Zip(
                    FluidQuestion.FourWorlds(order, asked.Orders, asked.Days), (world, question) => WhatIfWorld.Of(
                        world.Name, world.Title, world.Story, question, FluidPreview.Answer(question))),
            ]);

    private static WhatIfAnswer Of(
        WhatIfAsked asked, Scenario scenario, bool isPreview, ImmutableArray<WhatIfWorld> worlds)
    {
        var assumed = Sentences(asked, scenario);
        return new(asked, worlds, assumed)
        {
            PlanHash = scenario.Given.Hash,
            Bound = BoundOf(asked, scenario),
            RunHash = Reports.RunHash.Of(scenario, asked.Query),
            IsPreview = isPreview,
        };
    }

    private static Bilingual? BoundOf(WhatIfAsked asked, Scenario scenario)
    {
        var (plan, kind) = (scenario.Plan, scenario.Kinds[0]);
        var split = plan.Split;
        var parts = Kernel.Parts(kind.From, kind.Commission.Of(kind.From), split.Platform, split.RewardBudget);

        // The operator's float came into the pool as well; it weighs most where the fewest orders came.
        var each = parts.Inflow + (split.UnassignedToPool ? parts.Budget : Money.Zero);
        var came = Money.FromUnits((each.Units * asked.Orders) + plan.Pool.Float.Units);
        return HonestSentence.Bound(plan, came, Money.FromUnits(kind.From.Units * asked.Orders));
    }

    /// <summary>The sentence that stands first: all four worlds, the median before the exceptional.</summary>
    public Bilingual Sentence => new(
        Fill(WhatIfText.Sentence.Zh, english: false), Fill(WhatIfText.Sentence.En, english: true));

    /// <summary>What stands in a hole of the sentence: from the lowest of the four worlds to the highest.</summary>
    public string Filling(string hole, bool english) => hole switch
    {
        "p50" => Range(world => world.P50, WhatIfText.Yuan, english),
        "p95" => Range(world => world.P95, WhatIfText.Yuan, english),
        "capped" => Range(world => world.CappedPerMillion, WhatIfText.PerMille, english),
        _ => WhatIfText.Yuan(Worlds[0].Rebate),
    };

    /// <summary>What may be passed on 分享文字: never a world alone, always with what it rests on (CN-ADV-10).</summary>
    public Bilingual Share
    {
        get
        {
            var (zh, en) = (new StringBuilder(), new StringBuilder());
            Add(new("假设的模拟，不是预测，结果不确定。", "A hypothetical simulation, no forecast; the result is uncertain."));
            Add(Sentence);
            foreach (var world in Worlds)
            {
                Add(new($"{world.Title.Zh}：{world.Line.Zh}", $"{world.Title.En}: {world.Line.En}"));
            }

            Add(Bound ?? new("本方案不设封顶。", "This plan has no cap."));
            foreach (var sentence in Assumed)
            {
                Add(new($"假设：{sentence.Zh}", $"Assumed: {sentence.En}"));
            }

            Add(new(
                $"方案 {PlanHash}；种子 {WhatIfAsked.Seed}；运行 {RunHash}。",
                $"Plan {PlanHash}; seed {WhatIfAsked.Seed}; run {RunHash}."));
            return new(zh.ToString().TrimEnd(), en.ToString().TrimEnd());

            void Add(Bilingual line)
            {
                zh.Append(line.Zh).Append('\n');
                en.Append(line.En).Append('\n');
            }
        }
    }

    /// <summary>For the claim scanner: only the whole text carries what CN-ADV-10 wants.</summary>
    public ContentFacts Facts(string text) => ShareText.Facts("what-if", text, Share, RunHash);

    private string Fill(string template, bool english) => string.Concat(template.Split('{', '}').Select(
        (part, index) => index % 2 == 0 ? part : Filling(part, english)));

    private string Range(Func<WhatIfWorld, long> figure, Func<long, string> written, bool english)
    {
        var (low, high) = (written(Worlds.Min(figure)), written(Worlds.Max(figure)));
        return low == high ? low : english ? $"{low} to {high}" : $"{low} 到 {high}";
    }

    private static ImmutableArray<Bilingual> Sentences(WhatIfAsked asked, Scenario scenario)
    {
        var keeping = (100 - asked.AtOnce) * asked.Keep / 100.0;
        return
        [
            new($"先有 {Written.Count(asked.Orders)} 单，来自 {asked.Days} 天，每天一样多；然后分成四种情形，再看 {asked.Days} 天（挤兑在当天）。",
                $"First {Written.Count(asked.Orders)} orders in {asked.Days} days, as many each day; then the four "
                + $"ways part and go on for {asked.Days} days (the run happens at once)."),
            new($"每位会员一单，{WhatIfAsked.Spend:#,##0} 元，商户佣金 {scenario.Plan.Split.Commission}。",
                $"One order a member, ¥{WhatIfAsked.Spend:#,##0}, commission {scenario.Plan.Split.Commission}."),
            new($"{asked.AtOnce}% 的人一拿到积分就卖；{keeping:0.#}% 的人一直等到封顶；其余平均持有 {asked.Hold} 天后卖。",
                $"{asked.AtOnce}% sell at once; {keeping:0.#}% wait for the cap; the rest sell after {asked.Hold} days "
                + "on average."),
            .. scenario.Adapted,
        ];
    }
}

/// <summary>One of the four worlds 情形: multiples of spend in millionths, all who joined, nobody left out.</summary>
/// <param name="Medians">By when they joined, the first tenth first; null where nobody did.</param>
public sealed record WhatIfWorld(
    string Name, Bilingual Title, Bilingual Story, long Orders, long P5, long P50, long P95, long Mean, long Rebate,
    long Members, long Beats, long Capped, ImmutableArray<long?> Medians)
{
    public long BeatsPerMillion => Exact.MulDiv(Beats, Rate.PartsPerWhole, Math.Max(1, Members), Rounding.Down);

    public long CappedPerMillion => Exact.MulDiv(Capped, Rate.PartsPerWhole, Math.Max(1, Members), Rounding.Down);

    /// <summary>What came of it, in one line.</summary>
    public Bilingual Line => new(
        $"一半的人最多拿回 {WhatIfText.Yuan(P50)}；20 人里有 1 人不到 {WhatIfText.Yuan(P5)}，1 人超过 {WhatIfText.Yuan(P95)}；"
        + $"每 1,000 人里 {WhatIfText.PerMille(BeatsPerMillion)} 人多于直接返利，{WhatIfText.PerMille(CappedPerMillion)} 人达到封顶，"
        + $"{WhatIfText.Never(CappedPerMillion)} 人没有达到。",
        $"half get back at most {WhatIfText.Yuan(P50)}; 1 in 20 less than {WhatIfText.Yuan(P5)}, 1 in 20 more than "
        + $"{WhatIfText.Yuan(P95)}; of 1,000, {WhatIfText.PerMille(BeatsPerMillion)} have more than a plain rebate, "
        + $"{WhatIfText.PerMille(CappedPerMillion)} reach the cap, "
        + $"{WhatIfText.Never(CappedPerMillion)} do not.");

    public static WhatIfWorld Of(World world)
    {
        var (result, all) = (world.Result, world.Result.All);
        var places = result.Scenario.Cohorts;
        return new(
            world.Name, world.Title, world.Story, result.Orders, all.Together.P5, all.Together.P50, all.Together.P95,
            all.Together.Mean, all.Rebate, all.Members, all.BeatsRebate, all.Capped,
            [.. Enumerable.Range(1, places).Select(place =>
                result.Cohorts.FirstOrDefault(cohort => cohort.Place == place)?.Together.P50)]);
    }

    /// <summary>A preview in the same words; its members are a million.</summary>
    public static WhatIfWorld Of(
        string name, Bilingual title, Bilingual story, FluidQuestion asked, FluidAnswer answer) => new(
        name, title, story, (long)asked.Orders, Parts(answer.P5), Parts(answer.P50),
        Parts(answer.P95), Parts(answer.Mean), Parts(asked.Kappa), Rate.PartsPerWhole, Parts(answer.Beats),
        Parts(answer.Capped), [.. answer.Medians.Select(median => (long?)Parts(median))]);

    private static long Parts(double share) => (long)((share * Rate.PartsPerWhole) + 0.5);
}

/// <summary>How the what-if page writes figures; <c>whatif.js</c> writes them the same way.</summary>
public static class WhatIfText
{
    /// <summary>The sentence over all four worlds; <see cref="WhatIfAnswer.Filling"/> fills its holes.</summary>
    public static Bilingual Sentence { get; } = new(
        "每消费 1,000 元，四种情形里一半的人最多拿回 {p50}，每 20 人里有 1 人超过 {p95}，每 1,000 人里有 {capped} 人达到封顶。"
        + "同样的成本直接返利，人人 {rebate}。没有保底，结果不确定。",
        "Of ¥1,000 spent, over the four worlds, half of the members get back at most {p50}, 1 in 20 more than {p95}, "
        + "and {capped} of 1,000 reach the cap. A plain rebate of the same cost pays everybody {rebate}. There is no "
        + "minimum, and the result is uncertain.");

    /// <summary>What a multiple of spend, in millionths, is of 1,000 yuan, to the nearest yuan: <c>¥110</c>.</summary>
    public static string Yuan(long millionths) => $"¥{Written.Count((millionths + 500) / 1_000)}";

    /// <summary>So many of 1,000: whole from ten on, else to a tenth; what is not nothing is never a 0.</summary>
    public static string PerMille(long millionths)
    {
        var tenths = millionths / 100;
        return millionths >= 10_000 ? Written.Count(millionths / 1_000)
            : millionths > 0 && tenths == 0 ? "< 0.1"
            : tenths % 10 == 0 ? Written.Count(tenths / 10)
            : Decimals.Write(tenths, 1);
    }

    /// <summary>The others of 1,000, so that both together are all of them.</summary>
    public static string Never(long millionths)
    {
        var tenths = millionths / 100;
        return millionths > 0 && tenths == 0 ? "> 999.9"
            : millionths >= 10_000 || tenths % 10 == 0 ? $"{1_000 - (millionths / 1_000)}"
            : Decimals.Write(10_000 - tenths, 1);
    }
}
