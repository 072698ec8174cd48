using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>Books plan versions, acknowledgements and reviews of orders: no money or points move by them.</summary>
internal sealed class VersionBooking(PoolState state)
{
    // What stood before ages were kept is older than any holding time asks for.
    private static readonly Instant LongAgo = new(0);

    /// <summary>Whether the event was one of these, and is booked.</summary>
    public bool TryBook(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PlanPublished published:
                Publish(published);
                break;
            case PoolEvent.Acknowledged { Given: var given }:
                state.Acknowledgements.Add(given);
                break;
            case PoolEvent.AcknowledgementVoided { Code: var code }:
                state.Acknowledgements.Void(code);
                break;
            case PoolEvent.AttemptRecorded or PoolEvent.StatementPublished:
                break;
            case PoolEvent.OrderWasHeld { Order: var order }:
                Put(order, Refusal.HeldForReview);
                break;
            case PoolEvent.OrderReleased { Order: var order }:
                Put(order, Refusal.None);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>A published version takes effect: from now on it decides, and new points are of its vintage.</summary>
    public void TakeEffect(int version)
    {
        state.History.Step(version);
        state.Begin(state.Plan);
        ReleaseRules.Arrange(state);
        if (state.Vintages.NeedsAges && !state.Ages.IsKept)
        {
            KeepAges();
        }
    }

    private void Publish(PoolEvent.PlanPublished published)
    {
        var plan = PlanReview.Resume(published.Plan);
        Invariant.Require(
            plan is not null && plan.Settings.Version == published.Version
            && published.Version == state.History.Latest.Settings.Version + 1, "versions follow each other");
        state.History.Publish(plan, published.EffectiveAt);
        foreach (var given in published.Acknowledgements)
        {
            state.Acknowledgements.Add(given);
        }
    }

    private void Put(string order, Refusal waiting)
    {
        var found = state.Pending.Find(order);
        Invariant.Require(found is not null, "the order is pending");
        state.Pending.Put(found with { Waiting = waiting });
    }

    private void KeepAges()
    {
        state.Ages.Keep();
        for (var number = 1; number <= state.Members.Count; number++)
        {
            var points = Members.PointsAt(state.Members[number], state.Backing.Scale);
            state.Ages.Add(new(number), new("", LongAgo, points, state.Backing.Scale));
        }
    }
}
