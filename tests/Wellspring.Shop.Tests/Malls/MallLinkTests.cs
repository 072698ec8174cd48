using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>A link that a mall signed is believed for what it says, while it lasts, and for nothing else.</summary>
public sealed class MallLinkTests
{
    private static readonly Instant Now = new(1_794_531_000_000);
    private static readonly MallLink Link = new("crmeb", "7", new(1_794_531_600_000));

    private static readonly MallSettings Settings = new()
    {
        Name = "crmeb", Kind = MallKind.Crmeb, Secret = new('s', 40), Funding = FundingMode.OwnGoods, Merchant = "s-1",
    };

    // printf 'wellspring-link-1\ncrmeb\n7\n1794531600' | openssl dgst -sha256 -hmac (40 times s)
    [Fact]
    public void The_signature_is_what_other_programs_compute() => Assert.Equal(
        "6fc5668657c5b97d4dc219799cf85f28d01aaf83fc306d88262c700f0424ab87", Link.Sign(Settings.Secret));

    [Fact]
    public void A_right_link_is_followed_and_survives_its_own_query()
    {
        var query = Link.ToQuery(Settings.Secret).Split('&').Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);

        var read = MallLink.Read(query["mall"], query["user"], query["expires"]);

        Assert.Equal(Link, read);
        Assert.Null(read!.Refusal(Settings, query["signature"], Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6FC5668657C5B97D4DC219799CF85F28D01AAF83FC306D88262C700F0424AB87")]
    [InlineData("6fc5668657c5b97d4dc219799cf85f28d01aaf83fc306d88262c700f0424ab86")]
    [InlineData("zzc5668657c5b97d4dc219799cf85f28d01aaf83fc306d88262c700f0424ab87")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void A_wrong_signature_binds_nobody(string? signature) => Assert.Contains(
        "signature is wrong", Link.Refusal(Settings, signature, Now)!.Value.En, StringComparison.Ordinal);

    [Fact]
    public void No_part_of_a_link_can_be_exchanged()
    {
        var signature = Link.Sign(Settings.Secret);
        MallLink[] forged =
        [
            Link with { User = "8" }, Link with { Mall = "yudao" },
            Link with { Expires = Link.Expires.Plus(new(1_000)) }, new("crmeb", "7\n1794531600", Link.Expires),
        ];

        Assert.All(forged, link => Assert.NotNull(link.Refusal(Settings, signature, Now)));
        Assert.NotNull(Link.Refusal(Settings with { Secret = new('t', 40) }, signature, Now));
    }

    [Fact]
    public void A_link_ends_at_its_time_and_none_lives_longer_than_a_day()
    {
        var signature = Link.Sign(Settings.Secret);
        var eternal = Link with { Expires = Now.Plus(Duration.Days(1)).Plus(new(1_000)) };

        Assert.Null(Link.Refusal(Settings, signature, new(Link.Expires.Milliseconds - 1)));
        Assert.Contains(
            "expired", Link.Refusal(Settings, signature, Link.Expires)!.Value.En, StringComparison.Ordinal);
        Assert.Contains(
            "24 hours",
            eternal.Refusal(Settings, eternal.Sign(Settings.Secret), Now)!.Value.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "7", "1794531600")]
    [InlineData("Crmeb", "7", "1794531600")]
    [InlineData("crmeb", "", "1794531600")]
    [InlineData("crmeb", "7\n8", "1794531600")]
    [InlineData("crmeb", "7", "-1")]
    [InlineData("crmeb", "7", "99999999999999999999")]
    [InlineData("crmeb", "7", "253402300800")]
    [InlineData("crmeb", "7", "1794531600.0")]
    public void What_is_no_link_is_not_read(string? mall, string? user, string? expires) =>
        Assert.Null(MallLink.Read(mall, user, expires));
}
