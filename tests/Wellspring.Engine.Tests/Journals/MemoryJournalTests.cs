using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Journals;

public sealed class MemoryJournalTests : JournalContract
{
    private readonly MemoryJournal _journal = new();

    protected override IJournal Journal => _journal;

    [Fact]
    public void A_disk_that_fails_keeps_nothing_and_may_come_back()
    {
        var batch = Batches.After(_journal.End(), 2);
        _journal.Fails = true;
        Assert.Throws<IOException>(() => _journal.Append(_journal.End(), batch));
        Assert.Equal(0, _journal.End().Position);

        _journal.Fails = false;
        _journal.Append(_journal.End(), batch);

        Assert.Equal(2, _journal.End().Position);
    }
}
