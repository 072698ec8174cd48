using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>A mall program we know: its name, the version of our views for it, how it keeps time.</summary>
public sealed record MallKind
{
    private MallKind(string name, string version, MallTime time, Duration offset) =>
        (Name, Version, Time, ClockOffset) = (name, version, time, offset);

    /// <summary>CRMEB, single merchant, PHP: times are seconds since 1970.</summary>
    public static MallKind Crmeb { get; } = new("crmeb", "4.7.0, 5.4.0", MallTime.UnixSeconds, Duration.Zero);

    /// <summary>ruoyi-vue-pro 芋道商城: times are the server's local time, in China by default.</summary>
    public static MallKind Yudao { get; } = new("yudao", "2026.06", MallTime.Local, new(8 * 3_600_000L));

    /// <summary>nopCommerce: times are UTC.</summary>
    public static MallKind NopCommerce { get; } = new("nopcommerce", "4.70.5", MallTime.Local, Duration.Zero);

    public static ImmutableArray<MallKind> All { get; } = [Crmeb, Yudao, NopCommerce];

    public string Name { get; }

    public string Version { get; }

    /// <summary>How far the mall's own clock is from UTC, unless the settings say otherwise.</summary>
    public Duration ClockOffset { get; }

    internal MallTime Time { get; }

    public static MallKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}

/// <summary>How a mall's tables write a moment.</summary>
internal enum MallTime
{
    UnixSeconds,
    Local,
}
