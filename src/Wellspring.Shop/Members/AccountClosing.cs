using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Members;

/// <summary>
/// Leaving 注销: refused while something is owed in either direction, with what to do about it; then the profile is
/// erased and only what the law obliges to keep stays, under the pseudonym.
/// </summary>
public sealed class AccountClosing(PoolGate gate, ShopDatabase database, PoolClock clock, PayeeBook payees)
{
    /// <summary>What stands in the way; empty when the account may close.</summary>
    public async Task<IReadOnlyList<ClosingObstacle>> ObstaclesAsync(string member, CancellationToken cancellation)
    {
        await gate.AdvanceAsync(cancellation);
        var (balance, closed) = await gate.ReadAsync(
            desk => (desk.Pool.Member(desk.Names.Find(member)), desk.Pool.IsClosed), cancellation);
        var inShop = database.Read(reader => InShop(reader, member));
        return [.. InPool(balance, closed, gate.Plan.Selling.Enabled), .. inShop];
    }

    /// <summary>Closes the account where nothing stands in the way; returns what does otherwise.</summary>
    public async Task<IReadOnlyList<ClosingObstacle>> CloseAsync(string member, CancellationToken cancellation)
    {
        var obstacles = await ObstaclesAsync(member, cancellation);
        if (obstacles.Count > 0)
        {
            return obstacles;
        }

        var found = database.Write(transaction =>
        {
            // Asked again with the writer's lock held: an order may have been placed since.
            var late = InShop(transaction, member);
            if (late.Count == 0)
            {
                Erase(transaction, member, clock.WallNow());
            }

            return late;
        });
        database.Scrub();
        return found;
    }

    private static IEnumerable<ClosingObstacle> InPool(MemberBalance balance, bool poolIsClosed, bool maySell)
    {
        if (balance.Points > Points.Zero && !poolIsClosed)
        {
            yield return maySell
                ? new(
                    new("您还有积分。注销后积分无法取回,请先卖出或兑换商品。",
                        "You still hold points. They cannot be recovered afterwards: sell them or take goods first."),
                    "/sell", new("卖出积分", "Sell points"))
                : new(
                    new("您还有积分。注销后积分无法取回,请先兑换商品;兑换不完的零头可请人工处理。",
                        "You still hold points. They could not be recovered afterwards: take goods first; for a rest "
                        + "too small for goods ask a human."),
                    "/shop", new("兑换商品", "Take goods"));
        }

        if (balance.SaleMoney + balance.RewardMoney > Money.Zero)
        {
            yield return new(
                new("零钱里还有可提现的钱,请先提现。", "Your wallet still holds money: withdraw it first."),
                "/withdraw", new("提现", "Withdraw"));
        }

        if (balance.GoodsCredit > Money.Zero)
        {
            yield return new(
                new("您还有购物额度,请先用掉或请人工处理。", "You still hold goods credit: use it first, or ask a human."),
                "/shop", new("去购物", "Go shopping"));
        }

        if (balance.Receivable > Money.Zero)
        {
            yield return new(
                new("退货后您还有应还的款项,请联系人工结清。", "After a return you still owe an amount: settle it with a human."),
                "/me/tickets/new", new("联系人工", "Ask a human"));
        }

        if (balance.Pending.Length > 0)
        {
            yield return new(
                new("有订单还在退货期,积分尚未结算。请等它完成或先退款。",
                    "An order is in its return period and its points are not settled: wait, or have it refunded."),
                "/orders", new("看订单", "See orders"));
        }
    }

    private static IReadOnlyList<ClosingObstacle> InShop(ShopReader reader, string member)
    {
        var obstacles = new List<ClosingObstacle>();
        if (reader.Number($"""
            SELECT 1 FROM orders WHERE member = {member}
            AND state NOT IN ('final', 'refunded', 'cancelled') LIMIT 1
            """) is not null)
        {
            obstacles.Add(new(
                new("有订单尚未完成。", "An order is not finished."), "/orders", new("看订单", "See orders")));
        }

        if (reader.Number($"""
            SELECT 1 FROM withdrawals WHERE member = {member}
            AND state NOT IN ('paid', 'failed', 'rejected', 'refused') LIMIT 1
            """) is not null)
        {
            obstacles.Add(new(
                new("有提现还在处理,请等它到账或退回。", "A withdrawal is on its way: wait until it is paid or returned."),
                "/wallet", new("看零钱", "See the wallet")));
        }

        if (reader.Number($"""
            SELECT 1 FROM merchant_people WHERE member = {member} AND role = 'owner' LIMIT 1
            """) is not null)
        {
            obstacles.Add(new(
                new("您是商户的所有人,请先移交商户。", "You own a merchant: hand it over first."),
                "/merchant", new("看商户", "See the merchant")));
        }

        if (reader.Number($"""
            SELECT 1 FROM agencies WHERE member = {member} AND state IN ('signed', 'appointed') LIMIT 1
            """) is not null)
        {
            obstacles.Add(new(
                new("您的区域代理合同还在履行，请先解除或联系平台终止。",
                    "Your contract as a region agent is at work: withdraw from it, or ask the operator to end it."),
                "/agent", new("看合同", "See the contract")));
        }

        return obstacles;
    }

    /// <summary>Erases all that is personal. Amounts, times and the pseudonym stay, as the law asks.</summary>
    private void Erase(ShopTransaction transaction, string id, Instant now)
    {
        var member = MemberBook.Find(transaction, id);
        if (member is null or { State: MemberState.Closed })
        {
            return;
        }

        foreach (var typed in new[] { member.Mail, member.Phone })
        {
            if (typed is not null && ContactAddress.Read(typed) is { } address)
            {
                EraseAddress(transaction, id, address);
            }
        }

        transaction.Execute($"""
            UPDATE members SET state = 'closed', closed_at = {now}, nickname = NULL, mail = NULL, phone = NULL
            WHERE id = {id}
            """);
        transaction.Execute($"UPDATE consents SET withdrawn_at = {now} WHERE member = {id} AND withdrawn_at IS NULL");
        transaction.Execute($"""
            UPDATE promoters SET state = 'ended', ended_at = {now}, ended_by = {id}, occupation = ''
            WHERE member = {id} AND state <> 'ended'
            """);
        transaction.Execute($"""
            UPDATE agency_reports SET text = '' WHERE agency IN (SELECT id FROM agencies WHERE member = {id})
            """);
        transaction.Execute($"DELETE FROM member_addresses WHERE member = {id}");
        transaction.Execute($"DELETE FROM merchant_people WHERE member = {id}");
        transaction.Execute($"DELETE FROM enrolments WHERE member = {id}");
        transaction.Execute($"DELETE FROM form_keys WHERE subject = {id}");
        transaction.Execute($"""
            UPDATE orders SET recipient = NULL, phone = NULL, address = NULL, verify_code = NULL WHERE member = {id}
            """);
        transaction.Execute($"""
            UPDATE payments SET payer_address = NULL, start = NULL
            WHERE orders IN (SELECT id FROM orders WHERE member = {id})
            """);
        transaction.Execute($"UPDATE withdrawals SET payee = '', payee_name = '' WHERE member = {id}");
        transaction.Execute($"UPDATE tickets SET contact = NULL WHERE member = {id}");
        transaction.Execute($"UPDATE privacy_requests SET text = '' WHERE member = {id}");
        payees.Erase(transaction, id, "kept", now);
        transaction.Execute($"""
            UPDATE mall_orders SET mall_user = '' WHERE member = {id}
            """);
        transaction.Execute($"""
            UPDATE mall_reservations SET mall_user = '' WHERE member = {id} AND state <> 'held'
            """);
        transaction.Execute($"DELETE FROM mall_users WHERE member = {id}");

        // A claim outlives the account: who is owed by which account of the old platform stays, the address goes.
        transaction.Execute($"UPDATE creditors SET mail = NULL, phone = NULL, name = NULL WHERE member = {id}");
        Sessions.EndAll(transaction, Sessions.Member, id);
        Audit.Note(transaction, now, id, "member.closed", id);
    }

    private static void EraseAddress(ShopTransaction transaction, string member, ContactAddress address)
    {
        Outbox.Forget(transaction, address.Value);
        foreach (var purpose in OneTimeCodes.Purposes)
        {
            OneTimeCodes.Forget(transaction, purpose, address);
        }

        transaction.Execute($"DELETE FROM enrolments WHERE address = {address.Value}");
        transaction.Execute($"DELETE FROM merchant_invitations WHERE address = {address.Value}");

        // Complaints are kept; what the member wrote of their address in them is not.
        transaction.Execute($"""
            UPDATE ticket_messages SET text = replace(text, {address.Value}, '[已删除 erased]')
            WHERE ticket IN (SELECT id FROM tickets WHERE member = {member})
            """);
    }
}

/// <summary>Why an account cannot close yet, and where that is mended.</summary>
public sealed record ClosingObstacle(Bilingual Text, string Where, Bilingual What);
