using Wellspring.Core;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Tests.Merchants;

/// <summary>What merchants type is read strictly, and what is refused is said with its place and its mend.</summary>
public sealed class MerchantTextTests
{
    private static readonly Duration China = new(8 * 3_600_000L);

    [Theory]
    [InlineData("街角面馆")]
    [InlineData("Café “Müller” & Söhne <b>")]
    [InlineData("ئۇيغۇر تائاملىرى")]
    [InlineData("👨‍👩‍👧 家庭餐厅")]
    public void Names_of_all_scripts_are_taken_as_they_are(string name)
    {
        var problems = new List<Problem>();

        Assert.Equal(name, Wording.Line("name", new("名称", "the name"), $"  {name} ", 60, problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("面馆\u202Etxt.exe")]
    [InlineData("a\u2066b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\uFEFFb")]
    [InlineData("a\uFFFDb")]
    [InlineData("\uE000")]
    public void Signs_that_nobody_sees_are_refused(string name)
    {
        var problems = new List<Problem>();

        Assert.Equal("", Wording.Line("name", new("名称", "the name"), name, 60, problems));
        Assert.Equal("name", Assert.Single(problems).Field);
    }

    [Fact]
    public void Length_is_counted_in_what_people_see_and_bounded_in_what_is_stored()
    {
        var problems = new List<Problem>();

        Assert.NotEmpty(Wording.Line("name", new("名称", "the name"), new string('面', 60), 60, problems));
        Assert.Empty(problems);
        Assert.Empty(Wording.Line("name", new("名称", "the name"), new string('面', 61), 60, problems));
        Assert.Empty(Wording.Line("name", new("名称", "the name"), "a" + new string('\u0301', 1000), 60, problems));
        Assert.Equal(2, problems.Count);
    }

    [Theory]
    [InlineData("1000", 1_000_000_000)]
    [InlineData(" 0.01 ", 10_000)]
    [InlineData("12.50", 12_500_000)]
    public void Amounts_are_yuan_in_whole_fen(string typed, long units)
    {
        var problems = new List<Problem>();

        Assert.Equal(Money.FromUnits(units), Wording.Amount("price", new("售价", "the price"), typed, problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.001")]
    [InlineData("1e3")]
    [InlineData("１００")]
    [InlineData("1,000")]
    [InlineData("1000000000.01")]
    [InlineData("")]
    public void Other_amounts_are_refused(string typed)
    {
        var problems = new List<Problem>();

        Wording.Amount("price", new("售价", "the price"), typed, problems);
        Assert.Contains("1000.00", Assert.Single(problems).Text.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-22T15:59:59.999Z", "2026-11-22")]
    [InlineData("2026-11-22T16:00:00.000Z", "2026-11-23")]
    public void A_day_begins_at_midnight_of_the_plans_time_zone(string moment, string day)
    {
        var at = Instant.From(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(day, Days.Write(Days.Of(at, China)));
        Assert.True(Days.TryRead(day, out var date));
        Assert.True(Days.Start(date, China) <= at && at < Days.Start(date.AddDays(1), China));
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-2-3")]
    [InlineData("22.11.2026")]
    [InlineData("９９９９-12-31")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_days_are_not_read(string? day) => Assert.False(Days.TryRead(day, out _));

    [Theory]
    [InlineData("440106", "440106")]
    [InlineData("天河区", "440106")]
    [InlineData("广东省广州市天河区", "440106")]
    [InlineData("南京 鼓楼", "320106")]
    [InlineData("东莞市", "441900")]
    public void A_region_is_found_by_code_name_or_words(string typed, string code) =>
        Assert.Equal(code, Assert.Single(RegionSearch.Find(typed, 40)).Code);

    [Fact]
    public void A_region_that_may_mean_several_gives_them_all_and_nonsense_none()
    {
        Assert.Equal(4, RegionSearch.Find("鼓楼", 40).Count);
        Assert.Equal(11, RegionSearch.Find("广州市", 40).Count);
        Assert.Equal(5, RegionSearch.Find("440000", 5).Count);
        Assert.Empty(RegionSearch.Find("亚特兰蒂斯", 40));
        Assert.Empty(RegionSearch.Find("   ", 40));
    }

    [Fact]
    public void A_balance_says_which_way_it_stands_and_keeps_its_crumbs()
    {
        var owed = (Balance)Money.FromYuan(80) - Money.FromYuan(100);

        Assert.Equal("-20.00", owed.ToString());
        Assert.Equal(Money.Zero, owed.Owed);
        Assert.Equal("0.004000", Balance.FromUnits(4_000).ToString());
        Assert.Equal(Money.FromYuan(5), (owed + Money.FromYuan(25)).Owed);
    }
}
