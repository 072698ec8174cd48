using Wellspring.Cli.Legacy;
using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Cli.Tests.Legacy;

public sealed class OldPlatformTests
{
    private static readonly DateOnly End = new(2026, 1, 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(20_000, 1)]
    [InlineData(20_000, 99)]
    public void Claims_add_up_to_ten_million_to_the_fen_however_many_creditors(int creditors, ulong seed)
    {
        var all = OldPlatform.Make(creditors, seed, End);

        Assert.Equal(creditors, all.Length);
        Assert.Equal(10_000_000L * Money.UnitsPerYuan, all.Sum(creditor => creditor.Amount.Units));
        Assert.All(all.SelectMany(creditor => creditor.Claims), claim => Assert.True(claim.Amount.IsWholeFen));
        Assert.All(all.SelectMany(creditor => creditor.Claims), claim => Assert.True(claim.Amount > Money.Zero));
    }

    [Fact]
    public void A_few_are_owed_most_of_it_and_the_claims_grew_over_five_years()
    {
        var all = OldPlatform.Make(OldPlatform.UsualCreditors, OldPlatform.UsualSeed, End);

        var sizes = all.Select(creditor => creditor.Amount.Units).OrderDescending().ToList();
        Assert.True(sizes.Take(sizes.Count / 100).Sum() > 3_000_000L * Money.UnitsPerYuan);
        Assert.True(sizes[sizes.Count / 2] < 100 * Money.UnitsPerYuan);
        var ages = all.SelectMany(creditor => creditor.Claims).Select(claim => End.DayNumber - claim.Since.DayNumber)
            .ToList();
        Assert.True(ages.Min() >= 30);
        Assert.InRange(ages.Max(), 1_700, 5 * 365);
    }

    [Fact]
    public void Old_points_are_worth_exactly_their_claim()
    {
        var points = OldPlatform.Make(2_000, 3, End).SelectMany(creditor => creditor.Claims)
            .Where(claim => claim.Kind is ClaimKind.OldPoints).ToList();

        Assert.NotEmpty(points);
        Assert.All(points, claim =>
            Assert.Equal(claim.Amount, Claim.AmountOf(claim.Quantity!.Value, claim.UnitValue!.Value)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_platform_and_another_seed_another()
    {
        static string Of(ulong seed) => string.Join('|', OldPlatform.Make(500, seed, End)
            .Select(one => $"{one.Name} {one.Amount} {one.Answer} {one.AnswerDay} {one.Trouble} {one.Claims[0]}"));

        Assert.Equal(Of(5), Of(5));
        Assert.NotEqual(Of(5), Of(6));
    }

    [Fact]
    public void Every_answer_and_every_trouble_is_among_twenty_thousand()
    {
        var all = OldPlatform.Make(OldPlatform.UsualCreditors, OldPlatform.UsualSeed, End);

        Assert.Equal(Enum.GetValues<OldAnswer>(), all.Select(one => one.Answer).Distinct().Order());
        Assert.Equal(Enum.GetValues<OldTrouble>(), all.Select(one => one.Trouble).Distinct().Order());
        Assert.Equal(Enum.GetValues<ClaimKind>(),
            all.SelectMany(one => one.Claims).Select(claim => claim.Kind).Distinct().Order());
    }
}
