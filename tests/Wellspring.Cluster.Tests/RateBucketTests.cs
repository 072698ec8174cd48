using Npgsql;

namespace Wellspring.Cluster.Tests;

public sealed class RateBucketTests
{
    [Fact]
    public void A_small_rate_that_is_asked_often_refills_all_the_same()
    {
        var clock = new HandClock();
        var bucket = new RateBucket(clock);
        Assert.Equal(0, bucket.WaitSeconds(1, 1));
        bucket.Take(1);

        for (var asked = 0; asked < 999; asked++)
        {
            clock.Now += TimeSpan.TicksPerMillisecond;
            Assert.Equal(1, bucket.WaitSeconds(1, 1));
        }

        clock.Now += TimeSpan.TicksPerMillisecond;
        Assert.Equal(0, bucket.WaitSeconds(1, 1));
    }

    [Fact]
    public void A_big_batch_passes_when_the_bucket_is_full_and_is_paid_for_afterwards()
    {
        var clock = new HandClock();
        var bucket = new RateBucket(clock);
        Assert.Equal(0, bucket.WaitSeconds(3_000, 100));
        bucket.Take(3_000);

        Assert.Equal(30, bucket.WaitSeconds(100, 100));
        clock.Now += 100 * TimeSpan.TicksPerSecond;
        Assert.Equal(0, bucket.WaitSeconds(100, 100));
        bucket.Take(100);
        Assert.Equal(1, bucket.WaitSeconds(1, 100));
        clock.Now += 365 * TimeSpan.TicksPerDay;
        Assert.Equal(0, bucket.WaitSeconds(int.MaxValue, int.MaxValue));
    }

    [Fact]
    public void Of_several_servers_the_members_are_kept_at_the_one_that_writes_unless_somebody_says_otherwise()
    {
        Assert.Equal("primary", TargetOf("Host=a,b;Database=w"));
        Assert.Equal("read-write", TargetOf("Host=a,b;Target Session Attributes=read-write"));
        Assert.Null(TargetOf("Host=a;Database=w"));

        static string? TargetOf(string connection) =>
            new NpgsqlConnectionStringBuilder(ClusterSchema.ConnectionOf(connection)).TargetSessionAttributes;
    }

    private sealed class HandClock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
