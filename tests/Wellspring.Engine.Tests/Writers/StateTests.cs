using Wellspring.Core.Pools;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>The state depends on the commands and their order, and on nothing else.</summary>
public sealed class StateTests : IDisposable
{
    private readonly PoolFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_commands_are_batched_the_state_is_the_same(int seed)
    {
        var life = Say.Life(seed, 350);
        var hashes = new List<(string State, long Position)>();
        foreach (var size in (int[])[1, 7, life.Length])
        {
            using var folder = new PoolFolder();
            await using (var session = folder.Open())
            {
                foreach (var chunk in life.Chunk(size))
                {
                    await session.SubmitAsync(chunk);
                }
            }

            Assert.Empty(new Verifier(folder.Pool).Run().Damages);
            hashes.Add((folder.HashFromZero(), folder.End().Position));
        }

        Assert.All(hashes, hash => Assert.Equal(hashes[0], hash));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_snapshot_and_the_rest_are_the_whole_journal(int seed)
    {
        foreach (var chunk in Say.Life(seed, 500).Chunk(125))
        {
            // The last session of the four leaves records behind its snapshot.
            await using var session = _folder.Open(new() { SnapshotEvery = 60, SnapshotAtStop = 1_000 });
            foreach (var part in chunk.Chunk(25))
            {
                await session.SubmitAsync(part);
            }
        }

        var snapshot = Snapshot.TryRead(await File.ReadAllBytesAsync(
            _folder["snapshot"], TestContext.Current.CancellationToken))!;
        Assert.InRange(snapshot.At.Position, 60, _folder.End().Position - 1);
        Assert.Equal(_folder.HashFromZero(), _folder.StateHash());
        AssertCountsAreKept();
    }

    [Fact]
    public async Task A_torn_or_foreign_snapshot_is_passed_over()
    {
        var life = Say.Life(seed: 21, count: 200);
        await using (var session = _folder.Open(PoolFolder.Snapshots))
        {
            await session.SubmitAsync(life);
        }

        var state = _folder.HashFromZero();
        _folder.Flip("snapshot", 100);
        Assert.Equal(state, _folder.StateHash());

        using var other = new PoolFolder();
        await using (var session = other.Open(PoolFolder.Snapshots))
        {
            await session.SubmitAsync(Say.SettleMany(1, 30));
        }

        File.Copy(other["snapshot"], _folder["snapshot"], overwrite: true);
        Assert.Equal(state, _folder.StateHash());
        var again = await _folder.RunAsync(life);
        Assert.All(again, answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
    }

    [Fact]
    public async Task The_key_index_of_another_journal_is_thrown_away()
    {
        using var other = new PoolFolder();
        foreach (var (folder, orders) in new[] { (_folder, Say.SettleMany(1, 30)), (other, Say.SettleMany(500, 30)) })
        {
            await using var session = folder.Open(PoolFolder.Snapshots);
            await session.SubmitAsync(orders);
        }

        Directory.Delete(_folder["keys"], recursive: true);
        Directory.Move(other["keys"], _folder["keys"]);

        var answers = await _folder.RunAsync([.. Say.SettleMany(1, 30), .. Say.SettleMany(500, 30)]);

        Assert.All(answers.Take(30), answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
        Assert.All(answers.Skip(30), answer => Assert.Equal(AnswerKind.Done, answer.Kind));
    }

    [Fact]
    public async Task A_refused_command_leaves_the_state_as_it_was_to_the_byte()
    {
        await using var session = _folder.Open();
        await session.SubmitAsync([.. Say.SettleMany(1, 5), Say.Place(6), Say.Place(8)]);
        var state = session.Desk.Pool.StateHash();

        foreach (var refused in new[]
        {
            Say.Sell("x-1", "nobody"), Say.Sell("x-2", "m1", "999999"), Say.Reverse("x-3", 99),
            Say.Reverse("x-4", 1, "1000.01"), new PoolCommand.LiftPause("x-5", Say.Second(100), null, null),
            new PoolCommand.BindReferrer("x-6", Say.Second(100), "new-1", "new-1"),
            new PoolCommand.RequestWithdrawal("x-7", Say.Second(100), "w", "new-2", Core.Money.FromYuan(1)),
            new PoolCommand.SettleOrder(
                "x-8", Say.Second(100), "o-1", "new-3", "s-new", Core.Money.FromYuan(1), null, []),
        })
        {
            var answer = await session.SubmitAsync(refused);

            Assert.Equal(AnswerKind.Refused, answer.Kind);
            Assert.Equal(state, session.Desk.Pool.StateHash());
        }

        Assert.Equal(7, session.Desk.Names.Count);
    }

    [Fact]
    public async Task A_decision_that_would_break_an_invariant_is_journaled_and_the_pool_goes_on()
    {
        Answer bad;
        await using (var session = _folder.Open())
        {
            await session.SubmitAsync(Say.Settle(1));
            var state = session.Desk.Pool.StateHash();
            session.Desk.DecidesInstead = (command, facts, position) => command.Id == "c-2"
                ? Decision.Quarantine("the price never falls")
                : session.Desk.Pool.Decide(command, facts, position);

            bad = await session.SubmitAsync(Say.Settle(2));
            Assert.Equal(AnswerKind.Quarantined, bad.Kind);
            Assert.Equal(state, session.Desk.Pool.StateHash());
            var next = await session.SubmitAsync([Say.Settle(3), Say.Settle(2), Say.Settle(2, amount: "1.00")]);
            Assert.Equal(
                [AnswerKind.Done, AnswerKind.Repeated, AnswerKind.Conflict], next.Select(answer => answer.Kind));
        }

        Assert.Equal(
            "the price never falls", Assert.IsType<PoolEvent.Quarantined>(_folder.Records()[2].Event).Invariant);
        Assert.Equal("c-2", _folder.Records()[2].Id);
        Assert.Equal(1, _folder.Pool.Load().Counts.Quarantined);
        var again = await _folder.RunAsync(Say.Settle(2));
        Assert.Equal(AnswerKind.Repeated, again[0].Kind);
        Assert.Equal(Bytes.Of(bad.Record), Bytes.Of(again[0].Record));
        Assert.Empty(new Verifier(_folder.Pool).Run().Damages);
    }

    [Fact]
    public async Task A_second_opener_of_the_directory_is_told_that_it_is_busy()
    {
        await using (_folder.Open())
        {
            Assert.Throws<DirectoryBusyException>(() => _folder.Open());
        }

        await using var next = _folder.Open();
        Assert.Equal(AnswerKind.Done, (await next.SubmitAsync(Say.Settle(1))).Kind);
    }

    [Fact]
    public async Task Another_plan_opens_nothing_and_changes_nothing()
    {
        await _folder.RunAsync(Say.Settle(1));
        var before = _folder.JournalBytes();
        var other = Core.Tests.TestPlans.Approve(Core.Tests.TestPlans.WorkedExample with { Version = 2 });

        var refused = Assert.Throws<PlanDiffersException>(() => _folder.Open(plan: other));

        Assert.Equal(PoolFolder.Example.Hash, refused.Journaled!.Hash);
        Assert.Equal(before, _folder.JournalBytes());
        Assert.Equal(AnswerKind.Done, (await _folder.RunAsync(Say.Settle(2)))[0].Kind);
    }

    public void Dispose() => _folder.Dispose();

    private void AssertCountsAreKept()
    {
        var counts = _folder.Records().Aggregate(Counts.None, (sum, record) => sum.With(record.Event));
        var loaded = _folder.Pool.Load().Counts;
        Assert.NotEmpty(counts.Refusals);
        Assert.Equal(counts.Refusals, loaded.Refusals);
        Assert.Equal(counts.Quarantined, loaded.Quarantined);
    }
}
