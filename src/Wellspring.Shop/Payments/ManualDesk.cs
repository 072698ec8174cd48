using Wellspring.Core;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Payments;

/// <summary>Where finance says what became of money that moved by hand; orders and refunds follow at once.</summary>
public sealed class ManualDesk(ManualChannel manual, PaymentFlow payments, RefundFlow refunds, PoolFlow flow)
{
    /// <summary>What waits for a person, oldest first.</summary>
    public IReadOnlyList<ManualDeed> Waiting(int most) => manual.Waiting(most);

    /// <summary>The money has come, or was sent. The voucher serves one deed, ever.</summary>
    /// <returns>Null when it was done; else what to mend.</returns>
    public async Task<Bilingual?> ConfirmAsync(string deed, string voucher, string by, CancellationToken cancellation)
    {
        var wrong = manual.Confirm(deed, voucher.Trim(), by);
        await FollowAsync(deed, cancellation);
        return wrong;
    }

    /// <summary>The money did not come, or could not be sent.</summary>
    /// <inheritdoc cref="ConfirmAsync" path="/returns"/>
    public async Task<Bilingual?> DeclineAsync(string deed, string by, CancellationToken cancellation)
    {
        var wrong = manual.Decline(deed, by);
        await FollowAsync(deed, cancellation);
        return wrong;
    }

    // Asked the way a callback of a channel would make us ask, so that one way books it.
    private async Task FollowAsync(string deed, CancellationToken cancellation)
    {
        await payments.QueryAsync(deed, cancellation);
        await refunds.HearAsync(
            manual.Name, new("", ChannelDeed.Refund, deed, new ChannelResult.Pending()), cancellation);
        await flow.RunAsync(cancellation);
    }
}
