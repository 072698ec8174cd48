using System.Globalization;
using System.Text.RegularExpressions;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Tests.Merchants;

/// <summary>The shipped table of divisions: complete, in order, and every tier found from the one below.</summary>
public sealed partial class RegionTests
{
    [Fact]
    public void There_are_34_provinces_333_cities_and_2846_districts() => Assert.Equal(
        (34, 333, 2_846),
        (Count(RegionLevel.Province), Count(RegionLevel.City), Count(RegionLevel.District)));

    [Fact]
    public void Codes_are_six_digits_unique_and_in_order()
    {
        var codes = Regions.All.Select(region => region.Code).ToArray();

        Assert.All(codes, code => Assert.Matches(SixDigits(), code));
        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), codes);
        Assert.Equal(codes, Lines().Select(cells => cells[0]));
    }

    [Fact]
    public void Every_district_has_a_province_and_a_city_but_where_the_country_has_no_city()
    {
        var districts = Regions.All.Where(region => region.Level is RegionLevel.District).ToArray();

        Assert.All(districts, district => Assert.Equal(district.Code[..2] + "0000", district.Province.Code));
        Assert.All(
            districts.Where(district => district.City is not null),
            district => Assert.Equal(district.Code[..4] + "00", district.City!.Code));
        Assert.All(
            districts.Where(district => district.City is null),
            district => Assert.True(
                district.Code[..2] is "11" or "12" or "31" or "50" || district.Code[2..4] == "90", $"{district}"));
    }

    [Fact]
    public void A_district_of_a_direct_municipality_lies_in_no_city()
    {
        var chaoyang = Regions.Find("110105")!;

        Assert.Equal(
            ("朝阳区", "北京市", null, "110105", "北京市朝阳区"),
            (chaoyang.Name, chaoyang.Province.Name, chaoyang.City, chaoyang.District!.Code, chaoyang.FullName));
    }

    [Theory]
    [InlineData("429004", "湖北省仙桃市")]
    [InlineData("469005", "海南省文昌市")]
    [InlineData("659001", "新疆维吾尔自治区石河子市")]
    [InlineData("419001", "河南省济源市")]
    public void A_county_that_a_province_runs_itself_lies_in_no_city(string code, string name)
    {
        var county = Regions.Find(code)!;

        Assert.Equal((RegionLevel.District, null, name), (county.Level, county.City, county.FullName));
    }

    [Theory]
    [InlineData("440106", "广东省广州市天河区")]
    [InlineData("330106", "浙江省杭州市西湖区")]
    [InlineData("441900", "广东省东莞市")]
    [InlineData("810000", "香港特别行政区")]
    [InlineData("460302", "海南省三沙市西沙区")]
    public void A_full_name_says_every_tier_once(string code, string name) =>
        Assert.Equal(name, Regions.Find(code)!.FullName);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("440")]
    [InlineData("440199")]
    [InlineData("110100")]
    [InlineData("429000")]
    [InlineData("440106 ")]
    [InlineData("\uff14\uff14\uff10\uff11\uff10\uff16")]
    public void An_unknown_code_is_no_region_and_has_nothing_below(string? code)
    {
        Assert.Null(Regions.Find(code));
        Assert.Empty(Regions.Children(code));
    }

    [Fact]
    public void The_tier_below_is_cities_then_districts_in_order_of_code()
    {
        Assert.Equal(
            ["429004", "429005", "429006", "429021"],
            Regions.Children("420000").Where(region => region.Level is RegionLevel.District)
                .Select(region => region.Code));
        Assert.Equal(16, Regions.Children("110000").Length);
        Assert.Equal("广州市", Regions.Children("440000")[0].Name);
        Assert.Contains(Regions.Children("440100"), region => region.Name == "天河区");
        Assert.Empty(Regions.Children("440106"));
    }

    [Fact]
    public void Walking_down_from_the_provinces_meets_every_division_once()
    {
        var met = Regions.Provinces.SelectMany(Down).Select(region => region.Code).ToArray();

        Assert.Equal(Regions.All.Select(region => region.Code), met.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_four_cities_and_three_provinces_have_nothing_below() => Assert.Equal(
        ["东莞市", "中山市", "儋州市", "台湾省", "嘉峪关市", "澳门特别行政区", "香港特别行政区"],
        Regions.All.Where(region => region.IsFinest && region.Level is not RegionLevel.District)
            .Select(region => region.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Provinces_have_an_English_name_and_nothing_else_has()
    {
        Assert.All(Regions.Provinces, province => Assert.Matches("^[A-Z][a-z]+( [A-Z][a-z]+)?$", province.NameEn));
        Assert.All(
            Regions.All.Where(region => region.Level is not RegionLevel.Province),
            region => Assert.Null(region.NameEn));
        Assert.Equal(34, Regions.Provinces.Select(province => province.NameEn).Distinct().Count());
    }

    [Fact]
    public void The_header_names_source_and_date_and_that_it_is_a_copy()
    {
        var header = string.Join('\n', File().Split('\n').TakeWhile(line => line.StartsWith('#')));

        Assert.Contains(
            Regions.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), header, StringComparison.Ordinal);
        Assert.Contains("china-division 2.7.0", header, StringComparison.Ordinal);
        Assert.Contains("民政部", header, StringComparison.Ordinal);
        Assert.Contains($"{Regions.All.Length} 条", header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11000\t北京市", "line 1")]
    [InlineData("110000\t北京市\n110101", "line 2")]
    [InlineData("110101\t东城区\n110000\t北京市", "line 1")]
    public void A_table_with_a_broken_line_names_the_line(string text, string place) => Assert.Contains(
        place,
        Assert.Throws<FormatException>(() => Regions.Read(new StringReader(text))).Message,
        StringComparison.Ordinal);

    private static int Count(RegionLevel level) => Regions.All.Count(region => region.Level == level);

    private static IEnumerable<Region> Down(Region region) => region.Children.SelectMany(Down).Prepend(region);

    private static IEnumerable<string[]> Lines() => File().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'));

    private static string File()
    {
        using var stream = typeof(Regions).Assembly
            .GetManifestResourceStream("Wellspring.Shop.Merchants.divisions.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^[0-9]{6}$")]
    private static partial Regex SixDigits();
}
