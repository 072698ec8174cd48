using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Simulator.Reports;

namespace Wellspring.Simulator.Tests;

/// <summary>The report: the honest sentence, what may be shared, and a page that needs nothing.</summary>
public sealed class ReportTests
{
    private static readonly Report Quick = Report.Study(SimulatorRun.Run(World), quick: true, threads: 2);

    private static Scenario World => Worlds.Worked(20_000) with
    {
        Arrivals = new() { PerDay = 200 },
        Behaviours = [new(1, SellsWhen.AtOnce), new(2, SellsWhen.After) { Days = 30 }, new(1, SellsWhen.Never)],
    };

    [Fact]
    public void The_sentence_gives_the_median_before_the_exceptional_and_says_there_is_no_minimum()
    {
        var result = SimulatorRun.Run(Worlds.Worked(1_000_000));

        var sentence = HonestSentence.Of(result);

        Assert.Equal(
            "每消费 1,000 元，一半的人至今到手不超过 0.00 元；连同现在单独卖出可得的，一半的人不超过 110.43 元，每 20 人有 1 人超过 220.86 元。"
            + "每 1,000 人有 0.38 人达到封顶。同样成本的直接返利人人 160.00 元，每 1,000 人有 146 人多于它。没有保底。",
            sentence.Zh);
        Assert.True(sentence.En.IndexOf("110.43", StringComparison.Ordinal)
            < sentence.En.IndexOf("220.86", StringComparison.Ordinal));
        Assert.EndsWith("There is no minimum.", sentence.En, StringComparison.Ordinal);
        Assert.Contains("16% ÷ (1.2 × 80%) = 16.7%", HonestSentence.Bound(result)!.Value.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_text_passes_the_claim_scanner_whole_and_is_refused_when_shortened()
    {
        var result = Quick.Result;
        var share = ShareText.Of(result);

        foreach (var text in new[] { share.Zh, share.En })
        {
            Assert.Empty(ContentGuard.Review(ShareText.Facts(result, text)));
            var shortened = text[..(text.Length / 2)];
            Assert.Contains(
                ContentGuard.Review(ShareText.Facts(result, shortened)), finding => finding.Code == "CN-ADV-10");
            Assert.Contains(RunHash.Of(result), text, StringComparison.Ordinal);
            Assert.Contains(result.Scenario.Given.Hash, text, StringComparison.Ordinal);
            Assert.Contains($"{result.Scenario.Seed}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_changes_a_run_changes_its_hash()
    {
        var run = SimulatorRun.Run(World with { Orders = 100 });
        var hash = RunHash.Of(run);
        var kind = World.Kinds[0];

        Assert.Equal(hash, RunHash.Of(SimulatorRun.Run(World with { Orders = 100 })));
        Scenario[] others =
        [
            run.Scenario with { Seed = 77 },
            run.Scenario with { Afterwards = 3 },
            run.Scenario with { Kinds = [.. Enumerable.Repeat(kind, 9), kind with { Weight = 2 }] },
            run.Scenario with { Kinds = [.. Enumerable.Repeat(kind, 9), kind with { Weight = 3 }] },
            run.Scenario with { Arrivals = World.Arrivals with { Shape = ArrivalShape.Empirical, Counts = [1, 2] } },
            run.Scenario with { Arrivals = World.Arrivals with { Shape = ArrivalShape.Empirical, Counts = [2, 1] } },
        ];
        Assert.Distinct(others.Select(other => RunHash.Of(run with { Scenario = other })).Append(hash));
        Assert.NotEqual(hash, RunHash.Of(run with { Replication = 1 }));
    }

    [Fact]
    public void The_same_seed_gives_the_same_page_with_one_thread_and_with_two()
    {
        var again = Report.Study(SimulatorRun.Run(World), quick: true, threads: 1);

        Assert.Equal(Quick.Html(), again.Html());
        Assert.NotEqual(
            Quick.Html(), Report.Study(SimulatorRun.Run(World with { Seed = 2 }), quick: true, threads: 2).Html());
    }

    [Fact]
    public void The_page_loads_runs_and_sends_nothing_and_its_style_is_the_one_allowed()
    {
        var html = Quick.Html();

        var style = Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"style-src &#39;sha256-{hash}&#39;", html, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;", html, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "<style"));
        Assert.DoesNotMatch("<script|<iframe|<img|<form| style=| on[a-z]+=|https?:|url\\(|@import", html);
    }

    [Fact]
    public void Every_cohort_stands_in_the_page_and_in_the_tables_the_lowest_first()
    {
        var html = Quick.Html();
        var cohorts = Quick.Result.Cohorts.OrderBy(cohort => cohort.Together.P50).ToArray();

        var places = cohorts.Select(cohort =>
            html.IndexOf($">第 {cohort.Place} 批", StringComparison.Ordinal)).ToArray();
        var table = ReportTables.Of(Quick).Single(one => one.Name == "cohorts");

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Equal(Quick.Result.Cohorts.Length + 1, table.Rows);
    }

    [Fact]
    public void Four_worlds_stand_in_cards_of_the_same_form()
    {
        var cards = Regex.Matches(Quick.Html(), "<div class=\"world\">.*?</dl></div>", RegexOptions.Singleline);

        Assert.Equal(4, cards.Count);
        Assert.Single(cards.Select(card => Regex.Replace(card.Value, ">[^<]*<", "><")).Distinct());
        Assert.Equal(
            Quick.Worlds!.Worlds.Select(world => world.Title.Zh),
            cards.Select(card => Regex.Match(card.Value, "<h3>(\\S+) ").Groups[1].Value));
    }

    [Fact]
    public void A_name_from_a_file_cannot_become_a_tag()
    {
        var named = new Report(SimulatorRun.Run(Worlds.Worked(100) with { Name = new("<b>甲</b>", "\"><script>") }));

        var html = named.Html();

        Assert.Contains("&lt;b&gt;甲&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_written_scenario_keeps_sales_together_self_orders_and_the_closing()
    {
        var world = World with
        {
            SellOffs = [new(7, Rate.FromParts(500_000))],
            Washing = new(3, 5, Money.FromYuan(100), Rate.FromParts(200_000))
            {
                Then = WashEnd.Refund, AfterDays = 4, FromDay = 2, UntilDay = 20,
            },
            Closes = true,
        };

        var (read, findings) = ScenarioFile.Read(ScenarioText.Write(world), _ => null);

        Assert.Empty(findings);
        Assert.Equal(world.SellOffs, read!.SellOffs);
        Assert.Equal(world.Washing, read.Washing);
        Assert.True(read.Closes);
        Assert.Equal(ScenarioText.Write(world), ScenarioText.Write(read));
    }

    [Fact]
    public void A_thousand_members_are_a_thousand_dots()
    {
        var html = Quick.Html();

        var wide = Regex.Match(html, "<div class=\"wide\">\\s*<svg[^>]*aria-label=\"一千人的结果.*?</svg>",
            RegexOptions.Singleline).Value;
        var dots = Regex.Matches(wide, "ws-k\\d\"[^>]* d=\"([^\"]*)\"")
            .Sum(path => path.Groups[1].Value.Count(c => c == 'M'));

        Assert.Equal(1000, dots);
    }

    [Fact]
    public void Figures_are_written_for_people()
    {
        Assert.Equal("1,234.56", Written.Of1000(1_234_567));
        Assert.Equal("0.38", Written.PerMille(381, 1_000_000));
        Assert.Equal("146", Written.PerMille(145_980, 1_000_000));
        Assert.Equal("0", Written.PerMille(0, 0));
        Assert.Equal("999.62", Written.PerMilleWithout(381, 1_000_000));
        Assert.Equal("16.7%", Written.Percent(166_667));
        Assert.Equal("¥1,234.50", Written.Yuan(Money.FromUnits(1_234_509_999)));
    }
}
