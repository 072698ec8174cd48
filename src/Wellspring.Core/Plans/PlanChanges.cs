using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>What a change of one setting does to those who are already there.</summary>
public enum ChangeEffect
{
    /// <summary>For everybody from the moment it takes effect; nobody's points get worse by it.</summary>
    AtOnce,

    /// <summary>For points issued from then on; older points keep what they had 积分批次.</summary>
    NewPointsOnly,

    /// <summary>It would cut what points already issued have, and cannot be kept to new ones: refused.</summary>
    Refused,

    /// <summary>What a pool keeps for life.</summary>
    Fixed,
}

/// <summary>One setting that differs between two versions of a plan, values as the canonical text has them.</summary>
/// <param name="IsImportant">Whether it takes the longer notice 重要规则.</param>
public sealed record PlanChange(
    string Path, string Before, string After, bool IsImportant, ChangeEffect Effect)
{
    /// <summary>The public spelling of the effect.</summary>
    public string EffectCode => Effect switch
    {
        ChangeEffect.AtOnce => "at-once",
        ChangeEffect.NewPointsOnly => "new-points-only",
        ChangeEffect.Refused => "refused",
        _ => "fixed",
    };

    /// <summary>The effect in words.</summary>
    public Bilingual EffectWords => Effect switch
    {
        ChangeEffect.AtOnce => new("生效后适用于所有人", "for everybody once it takes effect"),
        ChangeEffect.NewPointsOnly => new("只用于生效后新发的积分", "for points issued after it takes effect"),
        ChangeEffect.Refused => new("减损已发积分的权益，不能发布", "cuts rights of issued points; refused"),
        _ => new("开池后不可更改", "cannot change in a pool's life"),
    };
}

/// <summary>The difference between two versions of a plan, setting by setting, and the notice it takes.</summary>
/// <remarks>
/// Important is whatever moves money or rights; ordinary is what the plan and its operator are called. A setting this
/// table does not name is important and applies to what comes after, so a new setting can never slip through as minor.
/// </remarks>
public static class PlanChanges
{
    private static readonly ImmutableHashSet<string> Ordinary = ["name.zh", "name.en", "operator"];

    private static readonly ImmutableHashSet<string> FixedPaths =
        ["id", "profile", "timeZone", "pool.startPrice", "pool.float"];

    // Creditors' exit limits are kept by it; the group may come later, and then stays.
    private const string FixedOnceThere = "legacy.cap";

    private static readonly ImmutableHashSet<string> ByVintage =
    [
        "selling.retention", "selling.minHolding", "redeeming.redeemRate", "redeeming.minHolding", "cap.multiple",
    ];

    /// <summary>The settings that differ, in the order of the canonical text; the version is none of them.</summary>
    public static ImmutableArray<PlanChange> Between(PlanDraft before, PlanDraft after)
    {
        var (old, young) = (Flat(before), Flat(after));
        var worse = VersionGuard.Worsened(before, after);
        return
        [
            .. old.Keys.Union(young.Keys)
                .Where(path => path != "version" && old.GetValueOrDefault(path) != young.GetValueOrDefault(path))
                .Select(path => Change(path, old.GetValueOrDefault(path, "null"),
                    young.GetValueOrDefault(path, "null"), worse)),
        ];
    }

    /// <summary>The notice that the changes take in profile CN; the sandbox takes none.</summary>
    public static Duration NoticeOf(PlanProfile profile, ImmutableArray<PlanChange> changes) =>
        profile is PlanProfile.Sandbox ? Duration.Zero
        : Duration.Days(
            changes.Any(change => change.IsImportant) ? Limits.ImportantNoticeDays : Limits.RuleNoticeDays);

    private static PlanChange Change(string path, string before, string after, ImmutableArray<string> worse) =>
        new(path, before, after, !Ordinary.Contains(path),
            FixedPaths.Contains(path) || (path == FixedOnceThere && before != "null") ? ChangeEffect.Fixed
            : ByVintage.Contains(path) ? ChangeEffect.NewPointsOnly
            : worse.Contains(path) ? ChangeEffect.Refused
            : ChangeEffect.AtOnce);

    private static Dictionary<string, string> Flat(PlanDraft draft)
    {
        using var document = JsonDocument.Parse(PlanFile.Write(draft, whole: true));
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(document.RootElement, "", flat);
        return flat;
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> into)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            into[path] = element.ValueKind is JsonValueKind.String ? element.GetString()! : element.GetRawText();
            return;
        }

        foreach (var one in element.EnumerateObject())
        {
            Flatten(one.Value, path.Length == 0 ? one.Name : $"{path}.{one.Name}", into);
        }
    }
}
