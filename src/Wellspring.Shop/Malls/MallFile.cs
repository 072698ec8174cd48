using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>
/// The file <c>malls.json</c> of a data directory: which malls are connected and how. Secrets stand in files of their
/// own.
/// </summary>
public static class MallFile
{
    public const string Name = "malls.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        PropertyNameCaseInsensitive = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The malls of a directory; none where it has no such file.</summary>
    /// <exception cref="MallRefusedException">It holds something that cannot be; says where, and the mend.</exception>
    public static ImmutableArray<MallSetup> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            var malls = JsonSerializer.Deserialize<Contents>(File.ReadAllText(path), Strict)?.Malls ?? [];
            var setups = malls.Select((mall, index) => Setup(folder, mall, $"malls[{index}]")).ToImmutableArray();
            return setups.GroupBy(setup => setup.Settings.Name, StringComparer.Ordinal)
                .FirstOrDefault(group => group.Count() > 1) is { } twice
                ? throw Wrong(
                    $"malls: «{twice.Key}»", "名称重复；请每个商城取不同的 name。",
                    "stands twice; give each mall a name of its own.")
                : setups;
        }
        catch (JsonException broken)
        {
            throw Wrong(
                broken.Path ?? "$", "无法读取；请检查字段名、类型和必填项。", "cannot be read; check names, types and what is required.");
        }
    }

    private static MallSetup Setup(string folder, Entry entry, string place)
    {
        var kind = MallKind.Find(entry.Kind) ?? throw Wrong(
            $"{place}.kind", "须为 crmeb、yudao 或 nopcommerce。", "must be crmeb, yudao or nopcommerce.");
        var funding = Enum.GetValues<FundingMode>().Where(mode => mode.Code() == entry.Funding).ToArray() is [var one]
            ? one
            : throw Wrong(
                $"{place}.funding", "须为 own-goods、merchant-direct 或 licensed-split。",
                "must be own-goods, merchant-direct or licensed-split.");
        var (open, refusal) = MallDatabase.Driver(
            entry.Database, Secret(folder, entry.ConnectionFile, $"{place}.connectionFile"));
        var settings = new MallSettings
        {
            Name = entry.Name,
            Kind = kind,
            Secret = Secret(folder, entry.SecretFile, $"{place}.secretFile"),
            Funding = funding,
            FundingReference = entry.FundingReference,
            Merchant = entry.Merchant,
            Merchants = entry.Merchants?.ToImmutableDictionary(StringComparer.Ordinal)
                ?? ImmutableDictionary<string, string>.Empty,
            From = entry.From is { } from ? Moment(from, $"{place}.from") : default,
            Clock = entry.Clock is { } clock ? Offset(clock, $"{place}.clock") : null,
        };
        return refusal is { } sentence
            ? throw Wrong($"{place}.database", sentence.Zh, sentence.En)
            : new(settings, open!);
    }

    private static string Secret(string folder, string file, string place)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Wrong(place, "指的文件读不到；请检查路径和权限。", "names a file that cannot be read; check path and permissions.");
        }
    }

    private static Instant Moment(string text, string place) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
        ? Instant.From(at)
        : throw Wrong(place, "须写成 2026-11-01T00:00:00+08:00。", "must be written as 2026-11-01T00:00:00+08:00.");

    private static Duration Offset(string text, string place) =>
        text is ['+' or '-', _, _, ':', _, _] && TimeSpan.TryParseExact(
            text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
        && offset <= TimeSpan.FromHours(14)
            ? new((text[0] == '-' ? -1 : 1) * (long)offset.TotalMilliseconds)
            : throw Wrong(place, "须写成 +08:00。", "must be written as +08:00.");

    private static MallRefusedException Wrong(string place, string zh, string en) =>
        new(new($"{Name} 的 {place} {zh}", $"{place} of {Name} {en}"));

    private sealed record Contents(IReadOnlyList<Entry> Malls);

    private sealed record Entry(
        string Name, string Kind, string Database, string ConnectionFile, string SecretFile, string Funding,
        string Merchant, string? FundingReference = null, IReadOnlyDictionary<string, string>? Merchants = null,
        string? From = null, string? Clock = null);
}

/// <summary>One mall as an operator set it up, and the way to its database.</summary>
public sealed record MallSetup(MallSettings Settings, Func<DbConnection> Open);
