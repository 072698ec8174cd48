using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Malls;

namespace Wellspring.Server.Malls;

/// <summary>The malls that are connected, as <c>malls.json</c> of the data directory names them.</summary>
internal sealed class MallBoard : IDisposable
{
    private readonly Lazy<ImmutableArray<ConnectedMall>> _malls;

    public MallBoard(Site site, ILogger<MallBoard> log) =>
        _malls = new(() => Open(site, log));

    /// <summary>Read once the platform is set up; a new file counts after a restart.</summary>
    public ImmutableArray<ConnectedMall> All => _malls.Value;

    public ConnectedMall? Find(string? name) => All.FirstOrDefault(mall => mall.Connector.Settings.Name == name);

    public void Dispose()
    {
        foreach (var mall in _malls.IsValueCreated ? _malls.Value : [])
        {
            mall.Points.Dispose();
        }
    }

    // A set-up that cannot be connects no mall at all: half of it would hide what is missing.
    private static ImmutableArray<ConnectedMall> Open(Site site, ILogger<MallBoard> log)
    {
        try
        {
            return [.. MallFile.Read(site.Options.Folder).Select(setup => Connect(site, setup))];
        }
        catch (MallRefusedException refused)
        {
            log.LogError("no mall is connected: {Sentence}", refused.Sentence);
            return [];
        }
    }

    private static ConnectedMall Connect(Site site, MallSetup setup)
    {
        var source = new SqlMallSource(setup.Settings, setup.Open, site.Clock.Wall);
        var connector = MallConnector.Open(setup.Settings, site.Database, site.Pool, site.Clock, source);
        return new(connector, new(connector, site.Database, site.Pool, site.Clock));
    }
}

/// <summary>One connected mall: its orders and its checkout.</summary>
internal sealed record ConnectedMall(MallConnector Connector, MallPoints Points);
