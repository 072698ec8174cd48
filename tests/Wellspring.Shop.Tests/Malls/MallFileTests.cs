using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>The set-up of malls is read strictly; what is wrong is named with its place and the mend.</summary>
public sealed class MallFileTests : IDisposable
{
    private const string Good = """
        {
          // A comment is allowed.
          "malls": [
            {
              "name": "crmeb", "kind": "crmeb", "database": "mysql", "connectionFile": "crmeb.connection",
              "secretFile": "crmeb.secret", "funding": "merchant-direct", "fundingReference": "deposit-1",
              "merchant": "shop-1", "merchants": { "3": "shop-3" }, "from": "2026-11-01T00:00:00+08:00",
              "clock": "+08:00"
            }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("malls-").FullName;

    public MallFileTests()
    {
        File.WriteAllText(Path.Combine(_folder, "crmeb.connection"), "Server=127.0.0.1;User ID=w;Password=x\n");
        File.WriteAllText(Path.Combine(_folder, "crmeb.secret"), new string('s', 40) + "\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_directory_without_the_file_connects_no_mall() => Assert.Empty(MallFile.Read(_folder));

    [Fact]
    public void Every_setting_arrives()
    {
        var settings = Assert.Single(Read(Good)).Settings;

        Assert.Equal(("crmeb", MallKind.Crmeb, new string('s', 40)), (settings.Name, settings.Kind, settings.Secret));
        Assert.Equal(
            (FundingMode.MerchantDirect, "deposit-1"), (settings.Funding, settings.FundingReference));
        Assert.Equal(("shop-3", "shop-1"), (settings.MerchantOf("3"), settings.MerchantOf("4")));
        Assert.Equal(1_793_462_400_000, settings.From.Milliseconds);
        Assert.Equal(new Duration(8 * 3_600_000), settings.ClockOffset);
    }

    [Theory]
    [InlineData("\"kind\": \"crmeb\"", "\"kind\": \"shopify\"", "malls[0].kind")]
    [InlineData("\"merchant-direct\"", "\"direct\"", "malls[0].funding")]
    [InlineData("\"mysql\"", "\"sqlserver\"", "malls[0].database")]
    [InlineData("crmeb.secret", "nowhere.secret", "malls[0].secretFile")]
    [InlineData("2026-11-01T00:00:00+08:00", "yesterday", "malls[0].from")]
    [InlineData("\"+08:00\"", "\"8\"", "malls[0].clock")]
    [InlineData("\"merchant\":", "\"merchand\":", "merchand")]
    [InlineData("\"merchant\": \"shop-1\",", "", "$.malls[0]")]
    [InlineData("\"malls\": [", "\"malls\": [[", "$.malls[0]")]
    public void What_is_wrong_is_named_with_its_place(string right, string wrong, string place)
    {
        var refused = Assert.Throws<MallRefusedException>(
            () => Read(Good.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(place, refused.Sentence.En, StringComparison.Ordinal);
        Assert.Contains(place, refused.Sentence.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_malls_of_one_name_are_refused()
    {
        var entry = Good[(Good.IndexOf('[', StringComparison.Ordinal) + 1)..Good.LastIndexOf(']')];

        var refused = Assert.Throws<MallRefusedException>(() => Read($"{{\"malls\": [{entry}, {entry}]}}"));

        Assert.Contains("stands twice", refused.Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_the_operators_page_works()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Wellspring.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var page = File.ReadAllText(Path.Combine(folder, "docs/operating/malls.md"));
        var example = page.Split("```json\n")[1].Split("```")[0];

        var setup = Assert.Single(Read(example.Replace("/etc/wellspring/", "", StringComparison.Ordinal)));

        Assert.Equal(("crmeb", "shop-3"), (setup.Settings.Name, setup.Settings.MerchantOf("3")));
    }

    private IReadOnlyList<MallSetup> Read(string text)
    {
        File.WriteAllText(Path.Combine(_folder, MallFile.Name), text);
        return MallFile.Read(_folder);
    }
}
