using System.Collections.Immutable;

namespace Wellspring.Shop.Merchants;

/// <summary>Which tier of the country a division belongs to: province, city or district.</summary>
public enum RegionLevel
{
    Province = 1,
    City = 2,
    District = 3,
}

/// <summary>One administrative division 行政区划: where a store stands or goods are delivered to.</summary>
/// <remarks>
/// A tier may be absent. Districts of Beijing, Tianjin, Shanghai and Chongqing (1101xx) and counties that a province
/// runs itself (xx90xx) have no city; four cities, as Dongguan, have no districts; Taiwan, Hong Kong and Macao have
/// nothing below the province in this table.
/// </remarks>
public sealed class Region
{
    internal Region(string code, string name, string? nameEn, Region? province, Region? city)
    {
        (Code, Name, NameEn) = (code, name, nameEn);
        Level = province is null ? RegionLevel.Province
            : code.EndsWith("00", StringComparison.Ordinal) ? RegionLevel.City
            : RegionLevel.District;
        Province = province ?? this;
        City = Level is RegionLevel.City ? this : city;
    }

    /// <summary>Six digits of GB/T 2260: two for each tier.</summary>
    public string Code { get; }

    /// <summary>The name in Chinese, of this tier alone.</summary>
    public string Name { get; }

    /// <summary>The name in English; provinces have one, lower tiers do not.</summary>
    public string? NameEn { get; }

    public RegionLevel Level { get; }

    /// <summary>The province it lies in; a province is its own.</summary>
    public Region Province { get; }

    /// <summary>The city it lies in; a city is its own, and null where that tier is absent.</summary>
    public Region? City { get; }

    public Region? District => Level is RegionLevel.District ? this : null;

    /// <summary>The next tier below, in order of code; empty where the table ends.</summary>
    public ImmutableArray<Region> Children { get; internal set; } = [];

    /// <summary>All tiers together: <c>广东省广州市天河区</c>, <c>北京市朝阳区</c>.</summary>
    public string FullName => Level switch
    {
        RegionLevel.Province => Name,
        RegionLevel.City => Province.Name + Name,
        _ => Province.Name + City?.Name + Name,
    };

    /// <summary>Whether there is nothing finer to choose: what a store or an address needs.</summary>
    public bool IsFinest => Children.IsEmpty;

    public override string ToString() => $"{Code} {FullName}";
}
