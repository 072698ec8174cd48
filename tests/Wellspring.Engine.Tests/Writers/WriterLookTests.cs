namespace Wellspring.Engine.Tests.Writers;

public sealed class WriterLookTests : IDisposable
{
    private readonly PoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_look_that_fails_undoes_nothing_and_stops_nobody()
    {
        await using var writer = PoolWriter.Start(_folder.Pool.OpenToWrite(PoolFolder.Example), new());

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.SubmitAsync<int>(
            [Say.Settle(1)], (_, _) => throw new InvalidOperationException("look"), CancellationToken.None));
        var seen = await writer.SubmitAsync(
            [Say.Settle(1), Say.Settle(2)], (desk, _) => desk.Pool.Totals.Orders, CancellationToken.None);

        Assert.Equal([AnswerKind.Repeated, AnswerKind.Done], seen.Select(one => one.Answer.Kind));
        Assert.Equal([1L, 2L], seen.Select(one => one.Seen));
        Assert.Equal("c-2", (await writer.ReadAsync(desk => desk.FindCommand("c-2"), CancellationToken.None))?.Id);
        Assert.Null(await writer.ReadAsync(desk => desk.FindCommand("c-3"), CancellationToken.None));
        Assert.Null(await writer.ReadAsync(desk => desk.FindOrder("o-3"), CancellationToken.None));
    }
}
