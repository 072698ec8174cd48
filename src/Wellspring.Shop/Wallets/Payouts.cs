using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Wallets;

/// <summary>
/// Sends approved withdrawals through their channel: claimed on disk first, asked for once, then only queried.
/// </summary>
public sealed class Payouts(
    Withdrawals withdrawals, Channels channels, PoolGate gate, PoolFlow flow, ShopDatabase database, PoolClock clock,
    PayoutTax tax, PayeeBook payees) : IHearsNotices
{
    private const int AtOnce = 50;
    private const int VoucherLimit = 64;

    /// <summary>Sends what was approved and asks after what is on its way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var approved in withdrawals.In("approved", AtOnce))
        {
            if (ChannelOf(approved) is { } channel
                && await tax.StopAsync(approved.Id, PayoutStep.Paying, "", cancellation) is null && Claim(approved.Id))
            {
                await SettleAsync(approved, await SendAsync(channel, approved, cancellation), cancellation);
            }
        }

        foreach (var open in withdrawals.In("claimed", AtOnce).Concat(withdrawals.In("unknown", AtOnce)))
        {
            if (ChannelOf(open) is { } channel)
            {
                await SettleAsync(open, await channel.QueryTransferAsync(open.Id, cancellation), cancellation);
            }
        }
    }

    /// <summary>
    /// A channel's news about a transfer. What is only on its way tells nothing that a query would not.
    /// </summary>
    public async Task HearAsync(string channel, ChannelNotice notice, CancellationToken cancellation)
    {
        if (notice is { Deed: ChannelDeed.Transfer, Result: ChannelResult.Done or ChannelResult.Failed }
            && withdrawals.Find(notice.Id) is { State: "approved" or "claimed" or "unknown" } payout
            && payout.Payee.Channel == channel)
        {
            await SettleAsync(payout, notice.Result, cancellation);
        }
    }

    // Manual payouts wait for a person with a voucher.
    private IPaymentChannel? ChannelOf(Payout payout) => payout.Payee.Channel == Channels.Manual
        ? null
        : channels.Find(payout.Payee.Channel, gate.Plan);

    private bool Claim(string id) => database.Write(transaction => transaction.Execute(
        $"UPDATE withdrawals SET state = 'claimed' WHERE id = {id} AND state = 'approved'")) == 1;

    private async Task<ChannelResult> SendAsync(IPaymentChannel channel, Payout payout, CancellationToken cancellation)
    {
        var (account, name) = payout.Payee.Record is { } record
            ? payees.TargetOf(record)
            : (payout.Payee.Account, payout.Payee.Name);
        try
        {
            return await channel.TransferAsync(
                new(payout.Id, account, name, payout.Net, "提现 withdrawal", channels.NotifyUrl(channel.Name)),
                cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // It may have arrived. Only a query may say.
            return new ChannelResult.Unknown(failure.Message);
        }
    }

    /// <summary>Books what a channel said about a payout; the same news twice is no news.</summary>
    public async Task SettleAsync(Payout payout, ChannelResult result, CancellationToken cancellation)
    {
        var now = clock.Now();
        switch (result)
        {
            case ChannelResult.Done done when done.Amount != payout.Net:
                // Money went out, but another amount than asked: a person has to look.
                database.Write(transaction => Audit.Note(
                    transaction, clock.WallNow(), "system", "withdrawal.amount-differs", payout.Id,
                    $"{done.Amount} {done.Reference}"));
                Mark(payout.Id, "unknown");
                break;
            case ChannelResult.Done done:
                await SubmitAsync(payout.Id, new PoolCommand.WithdrawalPaid(
                    Withdrawals.CommandOf("paid", payout.Id), now, payout.Id, VoucherOf(done.Reference)),
                    done.Reference, cancellation);
                break;
            case ChannelResult.Failed failed:
                await SubmitAsync(payout.Id, new PoolCommand.WithdrawalFailed(
                    Withdrawals.CommandOf("failed", payout.Id), now, payout.Id, VoucherOf(failed.Code)),
                    null, cancellation);
                break;
            case ChannelResult.NotFound:
                // The request never arrived: with the same id it may be sent again.
                Mark(payout.Id, "approved");
                break;
            default:
                Mark(payout.Id, "unknown");
                break;
        }
    }

    // The journal takes letters, digits and a few marks; the shop's record keeps the channel's own spelling.
    private static string VoucherOf(string reference)
    {
        var kept = string.Concat(reference.Take(VoucherLimit)
            .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '-' ? letter : '-'));
        return kept.Length == 0 ? "-" : kept;
    }

    private void Mark(string id, string state) => database.Write(transaction => transaction.Execute(
        $"UPDATE withdrawals SET state = {state} WHERE id = {id} AND state IN ('claimed', 'unknown')"));

    private async Task SubmitAsync(
        string id, PoolCommand command, string? reference, CancellationToken cancellation)
    {
        database.Write(transaction =>
        {
            transaction.Execute(
                $"UPDATE withdrawals SET reference = coalesce({reference}, reference) WHERE id = {id}");
            PoolGate.Enqueue(transaction, command);
        });
        await flow.RunAsync(command.Id, cancellation);
    }
}
