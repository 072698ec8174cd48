using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Shop.Pools;

/// <summary>The shop's way to its pool: commands in, answers out, exact readings between two commands.</summary>
/// <remarks>
/// A command that belongs to a change of the shop's records is written in the same transaction
/// (<see cref="Enqueue"/>) and submitted afterwards, in order. A kill between the two loses nothing: the next start
/// submits what waits, and its id makes a second submission harmless.
/// </remarks>
public sealed class PoolGate : IAsyncDisposable
{
    private const string Unreadable = "unreadable";

    private readonly Func<PoolDesk>? _opens;
    private readonly ShopDatabase _database;
    private readonly PoolClock _clock;
    private readonly string _name;
    private readonly SemaphoreSlim _pumping = new(1, 1);
    private volatile PoolWriter _writer;

    private PoolGate(
        PoolDesk desk, PoolDirectory directory, ShopDatabase database, PoolClock clock, string name,
        Func<PoolDesk>? opens)
    {
        (_database, _clock, _name, _opens) = (database, clock, name, opens);
        (Directory, Plan) = (directory, desk.Pool.Plan);
        _writer = PoolWriter.Start(desk, new() { Name = name });
    }

    public PoolDirectory Directory { get; }

    /// <summary>The version of the plan in effect, as of the last time the clock was looked at.</summary>
    public Plan Plan { get; private set; }

    /// <summary>Completes when the pool takes no more commands: with the failure that ended it.</summary>
    public Task<Exception?> Stopped => _writer.Stopped;

    /// <summary>Up to where everything was acknowledged; exact once the pool has stopped.</summary>
    public JournalEnd Acknowledged => _writer.Acknowledged;

    /// <summary>Opens the pool of a directory; a new one needs a plan.</summary>
    /// <inheritdoc cref="PoolDirectory.OpenToWrite" path="/exception"/>
    /// <param name="name">What metrics call it; never personal.</param>
    public static PoolGate Open(
        PoolDirectory directory, Plan? plan, ShopDatabase database, PoolClock clock, string name = "main") =>
        new(directory.OpenToWrite(plan, clock.Wall), directory, database, clock, name,
            () => directory.OpenToWrite(plan, clock.Wall));

    /// <summary>A gate over a desk that the caller opened: a measurement brings one that writes nothing.</summary>
    public static PoolGate Over(
        PoolDesk desk, PoolDirectory directory, ShopDatabase database, PoolClock clock, string name = "main") =>
        new(desk, directory, database, clock, name, opens: null);

    /// <summary>Makes sure that a database that was away still has all that this pool has acknowledged.</summary>
    /// <exception cref="PoolStoppedException">It has not, or the pool has stopped meanwhile.</exception>
    public async Task RequireHeldAsync(CancellationToken cancellation)
    {
        var (acknowledged, isHeld) = await _writer.ReadAsync(
            desk => (desk.Durable, desk.Holds(desk.Durable)), cancellation);
        if (!isHeld)
        {
            throw new PoolStoppedException(new JournalDamagedException(acknowledged.Position, "lost-end"));
        }
    }

    /// <summary>
    /// Opens the pool again, after its writer has stopped, from what the journal has: where a batch was on its way when
    /// the database went, that tells whether it was kept.
    /// </summary>
    /// <exception cref="JournalDamagedException">The journal has lost what was acknowledged.</exception>
    public async Task ReopenAsync()
    {
        Invariant.Require(_opens is not null, "a pool over a desk of its own is not opened again");
        var stopped = _writer;
        await stopped.DisposeAsync();
        _writer = await Task.Run(() =>
        {
            var desk = _opens();
            if (desk.Holds(stopped.Acknowledged))
            {
                return PoolWriter.Start(desk, new() { Name = _name });
            }

            desk.Dispose();
            throw new JournalDamagedException(stopped.Acknowledged.Position, "lost-end");
        });
    }

    /// <summary>Submits one command. Ids make repeating safe.</summary>
    public Task<Answer> SubmitAsync(PoolCommand command, CancellationToken cancellation) =>
        _writer.SubmitAsync(command, cancellation);

    /// <summary>Submits several commands in order; the answers leave together.</summary>
    public Task<Answer[]> SubmitAsync(IReadOnlyList<PoolCommand> commands, CancellationToken cancellation) =>
        _writer.SubmitAsync(commands, cancellation);

    /// <summary>Submits several commands in order and looks at the pool as each of them left it.</summary>
    public Task<IReadOnlyList<(Answer Answer, T Seen)>> SubmitAsync<T>(
        IReadOnlyList<PoolCommand> commands, Func<PoolDesk, PoolCommand, T> look, CancellationToken cancellation) =>
        _writer.SubmitAsync(commands, look, cancellation);

    /// <summary>Reads the pool between two commands, after all that was submitted before.</summary>
    public Task<T> ReadAsync<T>(Func<PoolDesk, T> read, CancellationToken cancellation) =>
        _writer.ReadAsync(read, cancellation);

    /// <summary>What a command would do now. Work that is due runs first, as the deed would run it.</summary>
    public async Task<(Decision Decision, long Position, int Scale)> QuoteAsync(
        PoolCommand command, CancellationToken cancellation)
    {
        await AdvanceAsync(cancellation);
        return await _writer.ReadAsync(
            desk => (desk.Quote(command), desk.Position, desk.Pool.Backing.Scale), cancellation);
    }

    /// <summary>
    /// Puts the pool's clock forward where something is due, or nothing was opened yet. The run key is the second:
    /// twice is once.
    /// </summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        var now = _clock.Now();
        var second = new Instant(now.Milliseconds - (now.Milliseconds % 1_000));
        var (isDue, plan) = await _writer.ReadAsync(
            desk => (!desk.Pool.IsOpened || desk.Pool.NextDue <= second, desk.Pool.Plan), cancellation);
        if (isDue)
        {
            await _writer.SubmitAsync(
                new PoolCommand.AdvanceClock($"clock:{second.Milliseconds / 1_000}", second), cancellation);
            plan = await _writer.ReadAsync(desk => desk.Pool.Plan, cancellation);
        }

        Plan = plan;
    }

    /// <summary>Writes a command beside the change that wants it; <see cref="PumpAsync"/> submits it.</summary>
    /// <exception cref="ArgumentException">
    /// It breaks the form of commands, such as a voucher with blanks: nothing is written, for it would stop the queue.
    /// </exception>
    public static void Enqueue(ShopTransaction transaction, PoolCommand command)
    {
        var line = CommandText.Write(command);
        if (CommandText.Read(line).Mistake is { } mistake)
        {
            throw new ArgumentException($"{mistake.Zh} {mistake.En}", nameof(command));
        }

        transaction.Execute($"""
            INSERT INTO pool_commands (id, line, state) VALUES ({command.Id}, {line}, 'waiting')
            ON CONFLICT (id) DO NOTHING
            """);
    }

    /// <summary>Submits all commands that wait, in the order they were written, and stores the answers.</summary>
    public async Task PumpAsync(CancellationToken cancellation)
    {
        await _pumping.WaitAsync(cancellation);
        try
        {
            while (Waiting() is { Count: > 0 } lines)
            {
                var waiting = lines.Where(line => line.Command is not null).ToList();
                SetAside(lines.Where(line => line.Command is null));
                var answers = await _writer.SubmitAsync([.. waiting.Select(entry => entry.Command!)], cancellation);
                _database.Write(transaction =>
                {
                    for (var index = 0; index < answers.Length; index++)
                    {
                        Store(transaction, waiting[index].Command!.Id, answers[index]);
                    }
                });
            }
        }
        finally
        {
            _pumping.Release();
        }
    }

    /// <summary>The stored answer to a command that was enqueued; null while it waits or was never written.</summary>
    public static PoolOutcome? OutcomeOf(ShopReader reader, string id) => reader.One(
        $"SELECT state, reason, position FROM pool_commands WHERE id = {id} AND state <> 'waiting'",
        row => new PoolOutcome(row.Text(0), row.TextOrNull(1), row.IntegerOrNull(2)));

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _pumping.Dispose();
    }

    private IReadOnlyList<Waits> Waiting() => _database.Read(reader => reader.All(
        $"SELECT id, line FROM pool_commands WHERE state = 'waiting' ORDER BY sequence LIMIT 1000",
        row => new Waits(row.Text(0), CommandText.Read(row.Text(1)).Command)));

    // A line that a later release wrote, or that was damaged, can never be submitted: it must not hold up all others.
    // The console shows what was set aside.
    private void SetAside(IEnumerable<Waits> unreadable)
    {
        foreach (var line in unreadable)
        {
            _database.Write(transaction => transaction.Execute($"""
                UPDATE pool_commands SET state = 'quarantined', reason = {Unreadable} WHERE id = {line.Id}
                """));
        }
    }

    private static void Store(ShopTransaction transaction, string id, Answer answer)
    {
        var refused = answer.Record.Event is PoolEvent.Refused;
        var state = answer.Kind switch
        {
            AnswerKind.Conflict => "conflict",
            AnswerKind.Quarantined => "quarantined",
            _ => answer.Record.Event is PoolEvent.Quarantined ? "quarantined" : refused ? "refused" : "done",
        };
        var reason = refused ? answer.Reason.Code() : null;
        transaction.Execute($"""
            UPDATE pool_commands SET state = {state}, reason = {reason}, position = {answer.Record.Position}
            WHERE id = {id}
            """);
    }

    private sealed record Waits(string Id, PoolCommand? Command);
}

/// <summary>What became of an enqueued command: <c>done</c>, <c>refused</c> and why, and where it stands.</summary>
public sealed record PoolOutcome(string State, string? Reason, long? Position)
{
    public bool IsDone => State == "done";

    /// <summary>Why a guard before the pool stopped it, in words; null where the pool itself answered.</summary>
    public Bilingual? Why { get; private init; }

    /// <summary>Never asked of the pool: a guard stopped it.</summary>
    internal static PoolOutcome Stopped(Core.Plans.Finding finding) =>
        new("stopped", finding.Code, null) { Why = new(finding.Zh, finding.En) };
}
