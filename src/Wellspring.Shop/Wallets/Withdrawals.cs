using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Wallets;

/// <summary>提现: wallet money on its way out. The pool decides; here is where it goes and who looked at it.</summary>
/// <remarks>
/// asked → requested → approved → claimed → paid, or refused, rejected, failed. "Claimed" is on disk before a
/// channel is
/// called; what a channel did is never asked for twice (<see cref="Payouts"/>).
/// </remarks>
public sealed class Withdrawals(ShopDatabase database, PoolFlow flow, PoolClock clock, PayoutTax tax)
{
    private const int TextLimit = 100;

    /// <summary>
    /// Asks for a withdrawal. The id is the caller's: the same one again is the same withdrawal, however often it
    /// comes.
    /// </summary>
    /// <returns>The withdrawal as the pool answered it: <c>requested</c>, <c>approved</c> or <c>refused</c>.</returns>
    public async Task<Payout> RequestAsync(
        string id, string member, Money amount, Payee payee, CancellationToken cancellation)
    {
        var now = clock.Now();
        var command = CommandOf("request", id);
        database.Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO withdrawals (id, member, amount, fee, from_sales, from_rewards, state, channel, payee,
                    payee_name, payee_record, requested_at)
                VALUES ({id}, {member}, {amount}, 0, 0, 0, 'asked', {payee.Channel}, {Cut(payee.Account)},
                    {Cut(payee.Name)}, {payee.Record}, {now})
                ON CONFLICT (id) DO NOTHING
                """);
            PoolGate.Enqueue(transaction, new PoolCommand.RequestWithdrawal(command, now, id, member, amount));
        });
        await flow.RunAsync(command, cancellation);
        tax.Settle(id);
        return Find(id) ?? throw new InvalidOperationException("a withdrawal that was written is gone");
    }

    /// <summary>Lets a requested withdrawal go out, unless the guard of payouts stops it.</summary>
    public async Task<PoolOutcome> ApproveAsync(
        string id, string by, string? approver, CancellationToken cancellation) =>
        await tax.StopAsync(id, PayoutStep.Approving, "", cancellation) is { } stop
            ? PoolOutcome.Stopped(stop)
            : await MoveAsync(
                new(id, "approve", by) { Approver = approver },
                (command, at) => new PoolCommand.ApproveWithdrawal(command, at, id, approver ?? by), cancellation);

    /// <summary>Gives the money back to the wallet; the member reads the reason.</summary>
    public Task<PoolOutcome> RejectAsync(string id, string by, string reason, CancellationToken cancellation) =>
        MoveAsync(
            new(id, "reject", by) { Reason = Cut(reason) },
            (command, at) => new PoolCommand.RejectWithdrawal(command, at, id, null), cancellation);

    /// <summary>Finance paid it by hand and has the voucher number 凭证号, which serves once.</summary>
    /// <returns>Null when another payout already carries this voucher, or this one is not waiting for one.</returns>
    /// <exception cref="ArgumentException">The voucher is not 1 to 64 of letters, digits and <c>._:-</c>.</exception>
    public async Task<PoolOutcome?> ConfirmPaidAsync(
        string id, string by, string voucher, CancellationToken cancellation)
    {
        var free = database.Read(reader =>
            reader.Number($"SELECT count(*) FROM withdrawals WHERE reference = {voucher} AND id <> {id}") == 0
            && reader.Text($"SELECT state FROM withdrawals WHERE id = {id}") is "approved" or "paid");
        return !free ? null
            : await tax.StopAsync(id, PayoutStep.Paying, voucher, cancellation) is { } stop ? PoolOutcome.Stopped(stop)
            : await MoveAsync(
                new(id, "paid", by) { Voucher = voucher },
                (command, at) => new PoolCommand.WithdrawalPaid(command, at, id, voucher), cancellation);
    }

    /// <summary>Finance could not pay it by hand: the money returns to the wallet, the member reads why.</summary>
    /// <returns>Null when this one does not wait for a payment by hand.</returns>
    public async Task<PoolOutcome?> FailedAsync(string id, string by, string reason, CancellationToken cancellation) =>
        Find(id) is { State: "approved", Payee.Channel: Channels.Manual }
            ? await MoveAsync(
                new(id, "failed", by) { Reason = Cut(reason) },
                (command, at) => new PoolCommand.WithdrawalFailed(command, at, id, null), cancellation)
            : null;

    public Payout? Find(string id) => database.Read(reader => reader.One(
        $"""
        SELECT id, member, amount, fee, from_sales, from_rewards, state, channel, payee, payee_name, reason, reference,
            requested_at, decided_at, decided_by, done_at, tax, payee_record, from_dividends
        FROM withdrawals WHERE id = {id}
        """,
        PayoutOf));

    /// <summary>A member's own withdrawals, newest first.</summary>
    public IReadOnlyList<Payout> Of(string member, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, member, amount, fee, from_sales, from_rewards, state, channel, payee, payee_name, reason, reference,
            requested_at, decided_at, decided_by, done_at, tax, payee_record, from_dividends
        FROM withdrawals WHERE member = {member} AND state <> 'asked' ORDER BY requested_at DESC, id LIMIT {most}
        """,
        PayoutOf));

    /// <summary>Withdrawals in one state, oldest first: what waits for a decision, a payment, an answer.</summary>
    public IReadOnlyList<Payout> In(string state, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, member, amount, fee, from_sales, from_rewards, state, channel, payee, payee_name, reason, reference,
            requested_at, decided_at, decided_by, done_at, tax, payee_record, from_dividends
        FROM withdrawals WHERE state = {state} ORDER BY requested_at, id LIMIT {most}
        """,
        PayoutOf));

    internal static string CommandOf(string step, string id) => $"withdrawal.{step}.{id}";

    private async Task<PoolOutcome> MoveAsync(
        Step step, Func<string, Instant, PoolCommand> make, CancellationToken cancellation)
    {
        var command = CommandOf(step.Name, step.Id);
        database.Write(transaction =>
        {
            PoolGate.Enqueue(transaction, make(command, clock.Now()));
            transaction.Execute($"""
                UPDATE withdrawals SET decided_by = {step.By}, approver = coalesce({step.Approver}, approver),
                    decided_at = {clock.Now()}, reason = coalesce({step.Reason}, reason),
                    reference = coalesce({step.Voucher}, reference)
                WHERE id = {step.Id}
                """);
            Audit.Note(
                transaction, clock.WallNow(), step.By, $"withdrawal.{step.Name}", step.Id, step.Reason ?? step.Voucher);
        });
        return await flow.RunAsync(command, cancellation);
    }

    private static string Cut(string text) => text.Length <= TextLimit ? text : text[..TextLimit];

    private static Payout PayoutOf(Row row) => new(
        row.Text(0), row.Text(1), row.Money(2), row.Money(3), row.Money(4), row.Money(5), row.Text(6),
        new(row.Text(7), row.Text(8), row.Text(9), row.TextOrNull(17)), row.TextOrNull(10), row.TextOrNull(11),
        row.At(12), row.AtOrNull(13), row.TextOrNull(14), row.AtOrNull(15), row.Money(16))
    {
        FromDividends = row.Money(18),
    };

    private sealed record Step(string Id, string Name, string By)
    {
        public string? Approver { get; init; }

        public string? Reason { get; init; }

        public string? Voucher { get; init; }
    }
}

/// <summary>Where a withdrawal goes: a channel, the account there, and whose it is.</summary>
/// <param name="Record">The verified identity behind it; then account and name are masked here.</param>
public sealed record Payee(string Channel, string Account, string Name, string? Record = null);

/// <summary>One withdrawal as the shop knows it.</summary>
/// <param name="State">asked, refused, requested, approved, claimed, unknown, paid, failed or rejected.</param>
/// <param name="Reason">Why it was refused (a code), rejected or failed.</param>
/// <param name="Reference">The voucher.</param>
/// <param name="Tax">Withheld of it; the shop owes it to the tax office once this is paid.</param>
public sealed record Payout(
    string Id, string Member, Money Amount, Money Fee, Money FromSales, Money FromRewards, string State, Payee Payee,
    string? Reason, string? Reference, Instant RequestedAt, Instant? DecidedAt, string? DecidedBy, Instant? DoneAt,
    Money Tax)
{
    public Money FromDividends { get; init; }

    /// <summary>What reaches the person.</summary>
    public Money Net => Amount - Fee - Tax;
}
