using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>Plan versions 规则变更, acknowledgements 书面确认 and orders held for review.</summary>
internal static class VersionRules
{
    private const int LongestDetail = 400;

    public static Decision Publish(PoolState state, PoolCommand.PublishPlan publish, Instant clock)
    {
        if (state.IsClosed || state.ClosesAt is not null)
        {
            return Decision.Refuse(state.IsClosed ? Refusal.PoolClosed : Refusal.ClosingAnnounced);
        }

        if (PlanFile.Read(publish.Plan).Draft is not { } draft)
        {
            return Decision.Refuse(Refusal.PlanUnreadable);
        }

        var changes = PlanChanges.Between(state.History.Latest.Settings, draft);
        if (changes.Where(change => change.Effect is ChangeEffect.Fixed).ToList() is { Count: > 0 } kept)
        {
            return Decision.Refuse(Refusal.PlanIdentity, Paths(kept));
        }

        if (draft.Version != state.History.Latest.Settings.Version + 1)
        {
            return Decision.Refuse(Refusal.PlanVersionOrder, $"{state.History.Latest.Settings.Version + 1}");
        }

        var refusal = TwoPersons(state, publish.By, publish.Approver);
        return refusal is Refusal.None
            ? Publish(state, publish, draft, changes, clock)
            : Decision.Refuse(refusal);
    }

    public static Decision Acknowledge(PoolState state, Acknowledgement given, Instant clock)
    {
        if (state.IsClosed)
        {
            return Decision.Refuse(Refusal.PoolClosed);
        }

        var plan = state.History.Find(given.SubjectHash);
        var fault = plan is null
            ? new Bilingual("没有这份方案。", "No version of the plan has this subjectHash.")
            : AcknowledgementRules.FaultOf(given, plan.Settings.Profile, plan.Settings.Version, plan.Hash);
        return fault is { } wrong ? Decision.Refuse(Refusal.AcknowledgementInvalid, wrong.ToString())
            : !given.IsInForce(clock) ? Decision.Refuse(
                Refusal.AcknowledgementInvalid, $"{given.Code}: {given.At} – {given.ExpiresAt}")
            : Decision.Accept(new PoolEvent.Acknowledged(given)
            {
                After = Again(Deeds.Reopened(state, state.Plan, clock, given)),
            });
    }

    public static Decision Void(PoolState state, PoolCommand.VoidAcknowledgement revoke) =>
        state.Acknowledgements.IsKept(revoke.Code)
            ? Decision.Accept(new PoolEvent.AcknowledgementVoided(revoke.Code, revoke.By, revoke.Reason))
            : Decision.Refuse(Refusal.AcknowledgementUnknown, revoke.Code);

    public static Decision Hold(PoolState state, PoolCommand.HoldOrder hold, in Facts facts) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.Pending.Find(hold.Order) is not { } order
            ? Decision.Refuse(facts.OrderTaken ? Refusal.OrderFinal : Refusal.OrderUnknown)
        : order.Waiting is Refusal.HeldForReview ? Decision.Refuse(Refusal.HeldForReview)
        : Decision.Accept(new PoolEvent.OrderWasHeld(hold.Order, hold.Reason));

    public static Decision Release(PoolState state, PoolCommand.ReleaseOrder release, in Facts facts) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.Pending.Find(release.Order) is not { } order
            ? Decision.Refuse(facts.OrderTaken ? Refusal.OrderFinal : Refusal.OrderUnknown)
        : order.Waiting is not Refusal.HeldForReview ? Decision.Refuse(Refusal.OrderNotHeld)
        : Decision.Accept(new PoolEvent.OrderReleased(release.Order, release.By));

    private static Decision Publish(
        PoolState state, PoolCommand.PublishPlan publish, PlanDraft draft, ImmutableArray<PlanChange> changes,
        Instant clock)
    {
        var blocking = PlanReview.Review(draft, publish.Acknowledgements, clock)
            .Where(finding => finding.Blocks).ToList();
        if (blocking.Count > 0)
        {
            return Decision.Refuse(
                Refusal.PlanNotApproved, Short(string.Join(' ', blocking.Select(finding => finding.Code).Distinct())));
        }

        if (changes.Where(change => change.Effect is ChangeEffect.Refused).ToList() is { Count: > 0 } worse)
        {
            return Decision.Refuse(Refusal.PlanWorsens, Paths(worse));
        }

        if (!CanSplitTo(state.Backing, draft.Pool.SplitAt))
        {
            return Decision.Refuse(Refusal.PoolFull, "pool.splitAt");
        }

        var notice = PlanChanges.NoticeOf(draft.Profile, changes);
        var effective = publish.EffectiveAt.Later(state.Plan.IsSandbox ? clock : publish.EffectiveAt);
        return effective < clock.Plus(notice) ? Decision.Refuse(Refusal.PlanNoticeTooShort, notice.ToString())
            : effective < state.History.LatestEffectiveAt ? Decision.Refuse(
                Refusal.PlanVersionOrder, state.History.LatestEffectiveAt.ToString())
            : Decision.Accept(new PoolEvent.PlanPublished(
                PlanFile.Write(draft), draft.Version, effective, publish.Acknowledgements, publish.By,
                    publish.Approver));
    }

    /// <summary>Notices that begin anew, as the aftermath of the step that lets them.</summary>
    public static Aftermath Again(ImmutableArray<MemberNumber> notices, int splits = 0) =>
        notices.IsEmpty && splits == 0 ? Aftermath.None : new([], notices, MemberNumber.None, splits);

    private static bool CanSplitTo(Backing backing, Money splitAt)
    {
        for (; backing.NeedsSplit(splitAt); backing = backing.Split())
        {
            if (!backing.CanSplit)
            {
                return false;
            }
        }

        return true;
    }

    private static Refusal TwoPersons(PoolState state, string? by, string? approver) =>
        by is not null && by == approver ? Refusal.SamePerson
        : (by is null || approver is null) && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
        : Refusal.None;

    private static string Paths(List<PlanChange> changes) =>
        Short(string.Join(' ', changes.Select(change => change.Path)));

    private static string Short(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail];
}
