using System.Collections.Immutable;

namespace Wellspring.Core.Pools;

/// <summary>Pause 暂停 and closing 终止: pool-rules 12.</summary>
internal static class LifeRules
{
    private static readonly Duration ClosingNotice = Duration.Days(30);

    public static Decision Pause(PoolState state, PoolCommand.PausePool pause) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.IsPaused ? Decision.Refuse(Refusal.Paused)
        : Decision.Accept(new PoolEvent.PoolPaused(pause.By, pause.Reason));

    /// <summary>
    /// Lifts the pause and tests the exits that could not run; orders that waited come due right after.
    /// </summary>
    public static Decision Lift(PoolState state, PoolCommand.LiftPause lift)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : !state.IsPaused ? Refusal.NotPaused
            : lift.By is not null && lift.By == lift.Approver ? Refusal.SamePerson
            : (lift.By is null || lift.Approver is null) && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var after = state.Backing;
        return new Cascade(state, OwnHolding.Nobody, evenPaused: true).Run(ref after, out var aftermath)
            ? Decision.Accept(new PoolEvent.PauseLifted(lift.By, lift.Approver) { After = aftermath })
            : Decision.Refuse(Refusal.PoolFull);
    }

    public static Decision Announce(PoolState state, PoolCommand.AnnounceClosing announce, Instant clock) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.ClosesAt is not null ? Decision.Refuse(Refusal.ClosingAnnounced)
        : !state.Plan.IsSandbox && !state.Acknowledgements.IsLive(Deeds.EndOfScheme, state.Plan.Hash, clock)
            ? Decision.Refuse(Refusal.AcknowledgementMissing, Deeds.EndOfScheme)
        : Decision.Accept(new PoolEvent.ClosingWasAnnounced(clock.Plus(ClosingNotice), announce.By));

    public static Decision Close(PoolState state, PoolCommand.ClosePool close, Instant clock)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.ClosesAt is not { } earliest ? Refusal.ClosingNotAnnounced
            : clock < earliest ? Refusal.ClosingNotDue
            : state.Pending.Count > 0 ? Refusal.OrdersOpen
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var backing = state.Backing;
        var payments = ImmutableArray.CreateBuilder<ClosingPayment>();
        var paid = Money.Zero;
        for (var number = 1; number <= state.Members.Count; number++)
        {
            var points = Members.PointsAt(state.Members[number], backing.Scale)
                + (state.Legacy.Find(new(number))?.LockedAt(backing.Scale) ?? Points.Zero);
            if (points > Points.Zero)
            {
                payments.Add(new(new(number), points, backing.Value(points)));
                paid += payments[^1].Paid;
            }
        }

        var toOperator = backing.Value(backing.Float);
        return Decision.Accept(new PoolEvent.PoolWasClosed(
            payments.DrainToImmutable(), toOperator, backing.Pool - paid - toOperator, close.By));
    }
}
