using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Api;

/// <summary>The answer to a command that counts.</summary>
/// <param name="Outcome">What happened: <c>orderSettled</c>, <c>pointsSold</c>, …</param>
/// <param name="Repeated">The same command was answered before; nothing new happened.</param>
/// <param name="Position">The journal record that holds it.</param>
/// <param name="At">Its business time.</param>
/// <param name="Points">Points minted, sold, redeemed or burnt, in <c>scale</c>.</param>
/// <param name="Value">What those points were worth, or what the pool gave back.</param>
/// <param name="Paid">What went into the wallet.</param>
/// <param name="Credit">What a redemption paid of an order.</param>
/// <param name="Pool">Money in the pool right after it.</param>
/// <param name="Member">What the member holds after this command; for a repeat, what the member holds now.</param>
internal sealed record CommandAnswer(
    string Command, string Outcome, bool Repeated, long Position, string At, string? Points, string? Value,
    string? Paid, string? Credit, string Pool, string Circulating, PriceAnswer? Price, int Scale,
    BalanceAnswer? Member);

/// <summary>One line of a batch: the answer of its command, or why not.</summary>
/// <param name="Status">As if the command had been sent alone.</param>
internal sealed record BatchLine(int Line, int Status, CommandAnswer? Answer, object? Problem);

/// <summary>The answers to a batch, in its order.</summary>
internal sealed record BatchAnswer(IReadOnlyList<BatchLine> Answers);

/// <summary>What became of a command, with its journal record.</summary>
internal sealed record CommandRecord(CommandAnswer? Answer, object? Problem, JsonElement Record);

/// <summary>Submits commands of callers and says what came of them.</summary>
internal sealed class CommandDesk(PoolGate gate)
{
    /// <summary>Runs commands in order; each is answered as if it had been sent alone.</summary>
    public async Task<IReadOnlyList<(CommandAnswer? Answer, Problem? Problem)>> RunAsync(
        IReadOnlyList<Intake> intakes, CancellationToken cancellation)
    {
        var commands = await WithTimesOfRepeatsAsync(intakes, cancellation);
        var seen = await gate.SubmitAsync(commands, BalanceAfter, cancellation);
        var answers = new List<(CommandAnswer?, Problem?)>(seen.Count);
        for (var index = 0; index < seen.Count; index++)
        {
            var (answer, balance) = seen[index];
            // Two requests at once with one key and no time: the second took its own time before it saw the first.
            answers.Add(answer.Kind is AnswerKind.Conflict && intakes[index].TimeIsOurs
                ? await AgainAsync(commands[index] with { At = answer.Record.At }, cancellation)
                : Answered(commands[index].Id, answer, balance));
        }

        return answers;
    }

    /// <summary>What happened to a command of this id; null when none was ever answered.</summary>
    public Task<CommandRecord?> FindAsync(string id, CancellationToken cancellation) => gate.ReadAsync(
        desk =>
        {
            if (desk.FindCommand(id) is not { } record)
            {
                return null;
            }

            var (answer, problem) = Answered(
                id, new(AnswerKind.Repeated, record), BalanceAnswer.Of(desk, SubjectOf(desk, record)));
            return new CommandRecord(answer, problem, JsonOf(record, desk.Names.NameOf));
        },
        cancellation);

    private async Task<(CommandAnswer?, Problem?)> AgainAsync(PoolCommand command, CancellationToken cancellation)
    {
        var (answer, balance) = (await gate.SubmitAsync([command], BalanceAfter, cancellation))[0];
        return Answered(command.Id, answer, balance);
    }

    private async Task<IReadOnlyList<PoolCommand>> WithTimesOfRepeatsAsync(
        IReadOnlyList<Intake> intakes, CancellationToken cancellation)
    {
        if (!intakes.Any(intake => intake.TimeIsOurs))
        {
            return [.. intakes.Select(intake => intake.Command)];
        }

        return await gate.ReadAsync<IReadOnlyList<PoolCommand>>(
            desk => [.. intakes.Select(intake =>
                intake.TimeIsOurs && desk.FindCommand(intake.Command.Id) is { } first
                    ? intake.Command with { At = first.At }
                    : intake.Command)],
            cancellation);
    }

    private static (CommandAnswer?, Problem?) Answered(string id, in Answer answer, BalanceAnswer? balance)
    {
        var record = answer.Record;
        if (answer.Kind is AnswerKind.Conflict)
        {
            return (null, new Problem(409, "conflict", new(
                "这个编号已经用于另一条命令；请换一个编号，或原样重发第一次的内容。",
                "This id belongs to another command; use another id, or send the first content again as it was."))
            {
                Command = id,
            });
        }

        var refusal = record.Event is PoolEvent.Quarantined ? Refusal.Quarantined : answer.Reason;
        if (refusal is not Refusal.None)
        {
            return (null, Problem.Of(refusal, record.Event) with
            {
                Command = id, Position = record.Position, Repeated = answer.Kind is AnswerKind.Repeated,
            });
        }

        var (points, value, paid, credit) = FiguresOf(record.Event);
        var price = PriceAnswer.Of(new(record.Pool, record.Circulating));
        return (new(id, OutcomeOf(record.Event), answer.Kind is AnswerKind.Repeated, record.Position,
            record.At.ToString(), points?.ToString(), value?.ToString(), paid?.ToString(), credit?.ToString(),
            record.Pool.ToString(), record.Circulating.ToString(), price, record.Scale, balance), null);
    }

    private static (Points?, Money? Value, Money? Paid, Money? Credit) FiguresOf(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled { Settlement: var it } => (it.Points, null, null, null),
        PoolEvent.OrderReversed it => (it.Burnt, it.Released, null, null),
        PoolEvent.PointsSold it => (it.Points, it.Value, it.Paid, null),
        PoolEvent.PointsRedeemed it => (it.Points, it.Value, null, it.Credit),
        _ => default,
    };

    // The name of the event as the journal's text has it.
    private static string OutcomeOf(PoolEvent happened) =>
        char.ToLowerInvariant(happened.GetType().Name[0]) + happened.GetType().Name[1..];

    private static BalanceAnswer? BalanceAfter(PoolDesk desk, PoolCommand command) => BalanceAnswer.Of(desk,
        command switch
        {
            PoolCommand.SettleOrder it => desk.Names.Find(it.Member),
            PoolCommand.PlaceOrder it => desk.Names.Find(it.Member),
            PoolCommand.SellPoints it => desk.Names.Find(it.Member),
            PoolCommand.RedeemPoints it => desk.Names.Find(it.Member),
            PoolCommand.SpendCredit it => desk.Names.Find(it.Member),
            PoolCommand.BindReferrer it => desk.Names.Find(it.Member),
            PoolCommand.UnbindReferrer it => desk.Names.Find(it.Member),
            PoolCommand.DeliverOrder it => BuyerOf(desk, it.Order),
            PoolCommand.RefundOrder it => BuyerOf(desk, it.Order),
            PoolCommand.ReverseOrder it => BuyerOf(desk, it.Order),
            _ => MemberNumber.None,
        });

    private static MemberNumber SubjectOf(PoolDesk desk, JournalRecord record) => record.Event switch
    {
        PoolEvent.OrderSettled it => it.Settlement.Member,
        PoolEvent.OrderPlaced it => it.Placed.Member,
        PoolEvent.OrderDelivered it => BuyerOf(desk, it.Order),
        PoolEvent.OrderRefunded it => BuyerOf(desk, it.Order),
        PoolEvent.OrderReversed it => it.Row.Member,
        PoolEvent.PointsSold it => it.Member,
        PoolEvent.PointsRedeemed it => it.Member,
        PoolEvent.CreditSpent it => it.Member,
        PoolEvent.ReferrerBound it => it.Member,
        PoolEvent.ReferrerUnbound it => it.Member,
        _ => MemberNumber.None,
    };

    private static MemberNumber BuyerOf(PoolDesk desk, string order) =>
        desk.Pool.PendingOf(order)?.Member ?? desk.FindOrder(order)?.Member ?? MemberNumber.None;

    private static JsonElement JsonOf(JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            RecordText.Write(writer, record, nameOf);
        }

        return JsonDocument.Parse(text.ToArray()).RootElement.Clone();
    }
}
