namespace Wellspring.Faults.Tests.Harness;

/// <summary>One platform for the tests of a class; each leaves it running.</summary>
public sealed class OnePlatform : IAsyncLifetime
{
    internal Platform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Platform = await Platform.StartAsync(postgres: null);

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
