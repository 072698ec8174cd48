using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cluster.Tests;

/// <summary>A silo in this process and a pool that does as told: when an owner gives its pool up.</summary>
[Collection("cluster")]
public sealed class PoolGrainTests(TestDatabase database) : IAsyncLifetime
{
    private static readonly byte[] Question = new PoolQuestion(PoolQuestion.Pool).ToJson();

    private readonly ToldOpener _opener = new();
    private IHost _host = null!;
    private NpgsqlDataSource _shared = null!;

    private IPoolGrain Grain => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPoolGrain>("acme/main");

    [Fact]
    public async Task A_question_that_fails_fails_alone_and_a_pool_that_has_stopped_is_opened_again()
    {
        Assert.Equal(PoolReplyKind.Answered, (await Grain.WhereAsync()).Kind);

        _opener.Fails = new InvalidOperationException("this question only");
        await Assert.ThrowsAnyAsync<Exception>(() => Grain.ReadAsync(Question));
        _opener.Fails = new NpgsqlException("away for a moment");
        Assert.Equal(PoolReplyKind.Stopped, (await Grain.ReadAsync(Question)).Kind);
        Assert.Equal("http://127.0.0.1:1/", Encoding.UTF8.GetString((await Grain.WhereAsync()).Body));
        Assert.Equal((1, 0), (_opener.Opened, _opener.Closed));

        await AssertReopensAsync(new PoolStoppedException(new IOException("fenced")), opened: 2);
        await AssertReopensAsync(new JournalFencedException("the log has a newer owner"), opened: 3);
    }

    private async Task AssertReopensAsync(Exception over, int opened)
    {
        _opener.Fails = over;
        Assert.Equal(PoolReplyKind.Stopped, (await Grain.ReadAsync(Question)).Kind);
        while (_opener.Opened < opened)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            await Grain.WhereAsync();
        }

        Assert.Equal(opened - 1, _opener.Closed);
    }

    [Fact]
    public async Task Whoever_comes_while_a_pool_opens_is_told_to_ask_again_and_finds_it_open()
    {
        _opener.Waits = new();

        Assert.Equal(PoolReplyKind.Opening, (await Grain.WhereAsync()).Kind);
        _opener.Waits.SetResult();
        Assert.Equal(PoolReplyKind.Answered, (await Grain.WhereAsync()).Kind);

        Assert.Equal((1, 0), (_opener.Opened, _opener.Closed));
    }

    public async ValueTask InitializeAsync()
    {
        var connection = await database.NewAsync();
        _shared = PostgresSource.Open(ClusterSchema.ConnectionOf(connection));
        await ClusterSchema.PrepareAsync(_shared, CancellationToken.None);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IPoolOpener>(_opener);
        builder.Services.AddSingleton(TimeProvider.System);
        NodeSilo.AddTo(builder, new()
        {
            Connection = connection, Name = "alone", PublicUrl = new("http://127.0.0.1:1"), SiloPort = port,
            Folder = "", Version = "1",
        }, _shared, TimeProvider.System);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _shared.DisposeAsync();
    }

    private sealed class ToldOpener : IPoolOpener
    {
        private int _opened;
        private int _closed;

        public Exception Fails { get; set; } = new InvalidOperationException();

        public TaskCompletionSource? Waits { get; set; }

        public int Opened => _opened;

        public int Closed => _closed;

        public async Task<IOwnedPool> OpenAsync(PoolKey key, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _opened);
            await (Waits?.Task ?? Task.CompletedTask);
            return new ToldPool(this);
        }

        private sealed class ToldPool(ToldOpener told) : IOwnedPool
        {
            private readonly TaskCompletionSource _stopped = new();

            public PoolWriter? Writer => throw told.Fails;

            public Uri? Door => null;

            public Task Stopped => _stopped.Task;

            public ValueTask DisposeAsync()
            {
                Interlocked.Increment(ref told._closed);
                _stopped.TrySetResult();
                return ValueTask.CompletedTask;
            }
        }
    }
}
