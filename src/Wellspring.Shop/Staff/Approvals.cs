using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Shop.Staff;

/// <summary>
/// Acts that take two people: one asks and is shown the exact effect, another, a different verified identity, lets it
/// happen. Without a second person nothing is even stored.
/// </summary>
public sealed class Approvals(
    ShopDatabase database, PoolFlow flow, PoolClock clock, PoolEffects effects, Withdrawals withdrawals,
    IEnumerable<ISecondActs> others)
{
    private static readonly Duration Life = Duration.Days(7);

    private readonly Dictionary<string, ISecondActs> _others =
        others.SelectMany(one => one.Kinds.Select(kind => (kind, one)))
            .ToDictionary(pair => pair.kind, pair => pair.one);

    /// <summary>What an act would do, before anybody asks for it.</summary>
    public async Task<(IReadOnlyList<Bilingual> Lines, Bilingual? Refusal)> EffectAsync(
        TwoPersonAct act, CancellationToken cancellation)
    {
        if (act.Kind == ActRules.SecondFactor)
        {
            return ([new("对方的验证器立即失效、全部登录退出;批准人会得到一条 72 小时的重新绑定链接,当面转交。",
                "The authenticator stops working and all sessions end at once; the approver gets a link, "
                + "good for 72 hours, "
                + "to hand over in person.")], null);
        }

        if (act.Kind == ActRules.Withdrawal)
        {
            return withdrawals.Find(act.Subject) is { State: "requested" } payout
                ? ([new($"向 {payout.Payee.Channel} 账户付出 {payout.Net} 元(申请 {payout.Amount},手续费 {payout.Fee},"
                    + $"代扣税 {payout.Tax})。",
                    $"{payout.Net} yuan go to an account at {payout.Payee.Channel} "
                    + $"({payout.Amount} asked, fee {payout.Fee}, tax withheld {payout.Tax}).")], null)
                : ([], new("这笔提现不在等待审核。", "This withdrawal does not wait for a decision."));
        }

        return _others.TryGetValue(act.Kind, out var other)
            ? database.Read(reader => other.Effect(reader, act))
            : await effects.OfAsync(Whole(act), cancellation);
    }

    /// <summary>Asks for an act.</summary>
    /// <returns><c>asked</c>, or why not; the token is the request's id.</returns>
    public async Task<ActAnswer> AskAsync(string by, TwoPersonAct act, CancellationToken cancellation)
    {
        var rule = ActRules.Of(act.Kind);
        if (database.Read(reader => AskerRefusal(reader, rule, by)) is { } no)
        {
            return no;
        }

        var (lines, refusal) = await EffectAsync(act, cancellation);
        if (refusal is { } why)
        {
            return ActAnswer.No(why);
        }

        var now = clock.WallNow();
        return database.Write(transaction =>
        {
            if (transaction.Number($"""
                SELECT 1 FROM approvals WHERE kind = {act.Kind} AND subject = {act.Subject} AND state = 'open'
                AND expires_at > {now} AND payload = {JsonSerializer.Serialize(act.Commands)}
                """) is not null)
            {
                return ActAnswer.No("同样的申请已在等待批准。", "The same request already waits for a decision.");
            }

            var id = Ids.New("ap");
            transaction.Execute($"""
                INSERT INTO approvals (id, kind, subject, payload, effect, asked_by, asked_at, expires_at, state)
                VALUES ({id}, {act.Kind}, {act.Subject}, {JsonSerializer.Serialize(act.Commands)},
                    {JsonSerializer.Serialize(lines)}, {by}, {now}, {now.Plus(Life)}, 'open')
                """);
            Audit.Note(transaction, now, by, $"approval.asked.{act.Kind}", id, act.Subject);
            return new(ActAnswer.Asked, new("已提交,等待另一人批准。", "Asked for; it waits for another person."), id);
        });
    }

    /// <summary>Lets an act happen. The decider is another verified person, with the right role, in time.</summary>
    public async Task<ActAnswer> ApproveAsync(string id, string by, CancellationToken cancellation)
    {
        if (Find(id) is not { } approval)
        {
            return ActAnswer.No("没有这个申请。", "There is no such request.");
        }

        return database.Read(reader => DeciderRefusal(reader, approval, by)) is { } no ? no
            : approval.Kind switch
            {
                ActRules.SecondFactor => Reset(approval, by),
                ActRules.Withdrawal => await PayAsync(approval, by, cancellation),
                var kind when _others.TryGetValue(kind, out var other) => Do(other, approval, by),
                _ => await RunAsync(approval, by, cancellation),
            };
    }

    /// <summary>Turns a request down, or takes one's own back.</summary>
    public ActAnswer Refuse(string id, string by, string note) => database.Write(transaction =>
    {
        if (Find(transaction, id) is not { IsOpen: true } approval || StaffBook.Find(transaction, by) is not { } person)
        {
            return NotOpen;
        }

        var isOwn = approval.AskedBy == by;
        if (!isOwn && !person.MayAny(ActRules.Of(approval.Kind).Deciders))
        {
            return NoRole;
        }

        Close(transaction, approval, isOwn ? "withdrawn" : "refused", by, note);
        return ActAnswer.Well(isOwn ? "已撤回。" : "已拒绝。", isOwn ? "Taken back." : "Turned down.");
    });

    public Approval? Find(string id) => database.Read(reader => Find(reader, id));

    /// <summary>What waits for a second person, oldest first.</summary>
    public IReadOnlyList<Approval> Open() => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, subject, payload, effect, asked_by, asked_at, expires_at, state, decided_by, decided_at, note
        FROM approvals WHERE state = 'open' AND expires_at > {clock.WallNow()} ORDER BY asked_at, id
        """, Read));

    /// <summary>What was asked lately, newest first, with what became of it.</summary>
    public IReadOnlyList<Approval> Newest(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, subject, payload, effect, asked_by, asked_at, expires_at,
            CASE WHEN state = 'open' AND expires_at <= {clock.WallNow()} THEN 'expired' ELSE state END,
            decided_by, decided_at, note
        FROM approvals ORDER BY asked_at DESC, id LIMIT {most}
        """, Read));

    // The pool decides a series as one sum: injections add up, and nothing happens between them.
    private static PoolCommand Whole(TwoPersonAct act)
    {
        var commands = act.Commands.Select(Command).ToList();
        return commands is [PoolCommand.InjectCapital first, ..]
            ? first with
            {
                Amount = commands.Cast<PoolCommand.InjectCapital>().Aggregate(
                    Money.Zero, (sum, one) => sum + one.Amount),
                Approver = "second-person",
            }
            : WithPeople(commands[0], commands[0].Id, commands[0].At, "first-person", "second-person");
    }

    private static PoolCommand Command(string line) => CommandText.Read(line).Command
        ?? throw new InvalidOperationException("a stored command is unreadable");

    private static PoolCommand WithPeople(PoolCommand command, string id, Instant at, string by, string approver) =>
        command switch
        {
            PoolCommand.InjectCapital inject => inject with { Id = id, At = at, Approver = approver },
            PoolCommand.Subsidise subsidise => subsidise with { Id = id, At = at, Approver = approver },
            PoolCommand.ReturnReserve give => give with { Id = id, At = at, Approver = approver },
            PoolCommand.LiftPause lift => lift with { Id = id, At = at, By = by, Approver = approver },
            PoolCommand.AnnounceClosing announce => announce with { Id = id, At = at, By = by },
            PoolCommand.ClosePool close => close with { Id = id, At = at, By = by },
            _ => VersionActs.WithPeople(command, id, at, by, approver)
                ?? LegacyActs.WithPeople(command, id, at, by, approver)
                ?? throw new InvalidOperationException($"{command.GetType().Name} is no act of two people"),
        };

    private async Task<ActAnswer> RunAsync(Approval approval, string by, CancellationToken cancellation)
    {
        var commands = approval.Commands.Select((line, index) => WithPeople(
            Command(line), $"approval.{approval.Id}.{index}", clock.Now(), approval.AskedBy, by)).ToList();
        var isClosed = database.Write(transaction =>
        {
            if (!Close(transaction, approval, "done", by, null))
            {
                return false;
            }

            foreach (var command in commands)
            {
                PoolGate.Enqueue(transaction, command);
            }

            return true;
        });
        if (!isClosed)
        {
            return NotOpen;
        }

        foreach (var command in commands)
        {
            var outcome = await flow.RunAsync(command.Id, cancellation);
            if (!outcome.IsDone)
            {
                database.Write(transaction => transaction.Execute($"""
                    UPDATE approvals SET state = 'failed', note = {outcome.Reason ?? outcome.State}
                    WHERE id = {approval.Id}
                    """));
                return ActAnswer.No(
                    $"批准了,但池子拒绝执行({outcome.Reason ?? outcome.State})。",
                    $"Approved, but the pool refused it ({outcome.Reason ?? outcome.State}).");
            }
        }

        return ActAnswer.Well("已批准并执行。", "Approved and done.");
    }

    private async Task<ActAnswer> PayAsync(Approval approval, string by, CancellationToken cancellation)
    {
        if (!database.Write(transaction => Close(transaction, approval, "done", by, null)))
        {
            return NotOpen;
        }

        var outcome = await withdrawals.ApproveAsync(approval.Subject, approval.AskedBy, by, cancellation);
        return outcome.IsDone
            ? ActAnswer.Well("已批准,提现进入付款。", "Approved; the withdrawal goes out.")
            : outcome.Why is { } why ? new(outcome.Reason ?? ActAnswer.Refused, why)
            : ActAnswer.No($"池子没有接受({outcome.Reason})。", $"The pool did not take it ({outcome.Reason}).");
    }

    private ActAnswer Do(ISecondActs other, Approval approval, string by) => database.Write(transaction =>
    {
        if (other.Effect(transaction, new(approval.Kind, approval.Subject, approval.Commands)).Refusal is { } refusal)
        {
            return ActAnswer.No(refusal);
        }

        if (!Close(transaction, approval, "done", by, null))
        {
            return NotOpen;
        }

        other.Apply(transaction, approval, by, clock.WallNow());
        return ActAnswer.Well("已批准并执行。", "Approved and done.");
    });

    private ActAnswer Reset(Approval approval, string by) => database.Write(transaction =>
    {
        if (!Close(transaction, approval, "done", by, null))
        {
            return NotOpen;
        }

        var token = StaffBook.ResetSecondFactor(transaction, approval.Subject, clock.WallNow());
        return new(ActAnswer.Done, new("已重置。请把下面的链接当面交给本人;它只显示这一次。",
            "Reset. Hand the link below to the person; it is shown only now."), token);
    });

    private static ActAnswer? AskerRefusal(ShopReader reader, ActRule rule, string by) =>
        StaffBook.Find(reader, by) is not { IsActive: true } person || !person.MayAny(rule.Askers) ? NoRole
        : person.VerifiedIdentity is not { } identity ? NoIdentity
        : !StaffBook.All(reader).Any(other => other.IsActive && other.HasSecondFactor && other.MayAny(rule.Deciders)
            && other.VerifiedIdentity is { } second && second != identity)
            ? new(ActAnswer.SecondPersonMissing, new(
                "这件事要两个人,而现在没有第二位核验过身份、有相应角色的人。请管理员邀请一位;没有别的办法。",
                "This takes two people, and there is no second person with a verified identity and the right "
            + "role. Let an "
                + "admin invite one; there is no way around it."))
        : null;

    private ActAnswer? DeciderRefusal(ShopReader reader, Approval approval, string by)
    {
        var rule = ActRules.Of(approval.Kind);
        return !approval.IsOpen ? NotOpen
            : approval.ExpiresAt <= clock.WallNow()
                ? new(ActAnswer.Expired, new("申请已过 7 天,请重新提交。", "The request is older than 7 days; ask again."))
            : StaffBook.Find(reader, by) is not { IsActive: true } person || !person.MayAny(rule.Deciders) ? NoRole
            : person.VerifiedIdentity is not { } identity ? NoIdentity
            : by == approval.AskedBy || StaffBook.Find(reader, approval.AskedBy)?.Identity == identity
                ? new(ActAnswer.SamePerson, new("申请人和批准人是同一个人;两个账号也算一个人。",
                    "The one who asked and the one who decides are the same person; two accounts are one person."))
            : approval.Kind == ActRules.SecondFactor && approval.Subject == by
                ? new(ActAnswer.SamePerson, new("不能批准重置自己的验证器。", "Nobody approves a reset of their own."))
            : null;
    }

    private static ActAnswer NoRole => new(ActAnswer.RoleMissing, new(
        "您的角色不能做这件事。", "Your roles do not allow this."));

    private static ActAnswer NoIdentity => new(ActAnswer.IdentityMissing, new(
        "您的身份还没有人核验;请让管理员看证件并在“人员”页输入证件号。",
        "Nobody has verified your identity yet; let an admin see your document and type its number under People."));

    private static ActAnswer NotOpen => ActAnswer.No("这个申请已经有了结果。", "This request was decided already.");

    private bool Close(ShopTransaction transaction, Approval approval, string state, string by, string? note)
    {
        var now = clock.WallNow();
        var isFirst = transaction.Execute($"""
            UPDATE approvals SET state = {state}, decided_by = {by}, decided_at = {now}, note = {note}
            WHERE id = {approval.Id} AND state = 'open' AND expires_at > {now}
            """) == 1;
        if (isFirst)
        {
            Audit.Note(transaction, now, by, $"approval.{state}.{approval.Kind}", approval.Id, approval.Subject);
        }

        return isFirst;
    }

    private static Approval? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, kind, subject, payload, effect, asked_by, asked_at, expires_at, state, decided_by, decided_at, note
        FROM approvals WHERE id = {id}
        """, Read);

    private static Approval Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), JsonSerializer.Deserialize<string[]>(row.Text(3))!,
        JsonSerializer.Deserialize<Bilingual[]>(row.Text(4))!, row.Text(5), row.At(6), row.At(7), row.Text(8),
        row.TextOrNull(9), row.AtOrNull(10), row.TextOrNull(11));
}
