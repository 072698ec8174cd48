using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 2 and 3: versions of the plan with their differences, acknowledgements, refused attempts.</summary>
internal static class PlanExports
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Every setting of version 1, and of later ones what they change.</summary>
    public static AuditTable VersionTable { get; } = AuditTable.Whole(
        "02-plan-versions", """
        version:number hash publishedAt:time effectiveAt:time noticeDays:number by:actor approver:actor setting before
        after important:flag effect
        """, Versions);

    public static AuditTable AcknowledgementTable { get; } = AuditTable.Ranged(
        "03-acknowledgements", """
        position:number at:time what code rulesetVersion planVersion:number subjectHash actor actorNameHash role
        givenAt:time reason documents:json textShownHash approver expiresAt:time
        """,
        source => source.Records().SelectMany(Acknowledgements));

    /// <summary>What somebody tried that a rule refuses.</summary>
    public static AuditTable AttemptTable { get; } = AuditTable.Ranged(
        "03-attempts", "position:number at:time code by subject",
        source => source.Records().Where(record => record.Event is PoolEvent.AttemptRecorded).Select(record =>
        {
            var attempt = (PoolEvent.AttemptRecorded)record.Event;
            return new object?[] { record.Position, record.At, attempt.Code, attempt.By, attempt.Subject };
        }));

    /// <summary>Commands that the pool refused, with the reason's code.</summary>
    public static AuditTable RefusalTable { get; } = AuditTable.Ranged(
        "03-refusals", "position:number at:time command reason detail member:member reference",
        source => source.Records().Where(record => record.Event is PoolEvent.Refused).Select(record =>
        {
            var refused = (PoolEvent.Refused)record.Event;
            return new object?[]
            {
                record.Position, record.At, record.Id, refused.Reason.Code(), refused.Detail,
                refused.Subject.Member == MemberNumber.None ? null : refused.Subject.Member, refused.Subject.Reference,
            };
        }));

    /// <summary>The settings of a plan, by path: <c>selling.retention</c> and its value.</summary>
    public static IEnumerable<(string Path, string Value)> Settings(string plan)
    {
        using var document = JsonDocument.Parse(plan);
        return Walk(document.RootElement, "").ToList();

        static IEnumerable<(string, string)> Walk(JsonElement element, string path) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Walk(
                property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Walk(
                item, $"{path}[{index}]")),
            _ => [(path, element.ToString())],
        };
    }

    private static IEnumerable<object?[]> Versions(AuditSource source)
    {
        var before = source.Plan;
        foreach (var record in source.Records())
        {
            if (record.Event is PoolEvent.PoolOpened)
            {
                foreach (var (path, value) in Settings(source.Plan.Text))
                {
                    yield return
                    [
                        (long)source.Plan.Settings.Version, source.Plan.Hash, record.At, record.At, 0L, null, null,
                        path, null, value, false, null,
                    ];
                }
            }
            else if (record.Event is PoolEvent.PlanPublished published && PlanReview.Resume(published.Plan) is { } next)
            {
                var days = (published.EffectiveAt.Milliseconds - record.At.Milliseconds) / Instant.MillisecondsPerDay;
                foreach (var change in PlanChanges.Between(before.Settings, next.Settings))
                {
                    yield return
                    [
                        (long)published.Version, next.Hash, record.At, published.EffectiveAt, days, published.By,
                        published.Approver, change.Path, change.Before, change.After, change.IsImportant,
                        change.Effect.ToString(),
                    ];
                }

                before = next;
            }
        }
    }

    private static IEnumerable<object?[]> Acknowledgements(JournalRecord record) => record.Event switch
    {
        PoolEvent.PoolOpened opened => opened.Acknowledgements.Select(given => Row(record, "with-opening", given)),
        PoolEvent.PlanPublished published => published.Acknowledgements.Select(given =>
            Row(record, "with-version", given)),
        PoolEvent.Acknowledged { Given: var given } => [Row(record, "given", given)],
        PoolEvent.AcknowledgementVoided voided =>
        [
            [
                record.Position, record.At, "voided", voided.Code, null, null, null, voided.By, null, null, null,
                voided.Reason, null, null, null, null,
            ],
        ],
        _ => [],
    };

    private static object?[] Row(JournalRecord record, string what, Acknowledgement given) =>
    [
        record.Position, record.At, what, given.Code, given.RulesetVersion, (long)given.PlanVersion, given.SubjectHash,
        given.ActorId, given.ActorNameHash, given.Role, given.At, given.Reason,
        JsonSerializer.Serialize(given.Documents, Plain), given.TextShownHash, given.SecondApproverId, given.ExpiresAt,
    ];
}
