using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;
using MudBlazor.Services;
using Wellspring.Server.Access;
using Wellspring.Server.Api;
using Wellspring.Server.Console;
using Wellspring.Server.Notifying;
using Wellspring.Server.Payments;
using Wellspring.Server.Platforms;
using Wellspring.Server.Setup;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Hosting;

/// <summary>Puts one server together: records, pool, pages, console and API in one process.</summary>
public static class Serving
{
    /// <summary>What keys of cookies and forms are made for.</summary>
    internal const string ApplicationName = "wellspring";

    private const long BodyLimit = 4 * 1024 * 1024;

    /// <summary>Builds the server. It listens once it is started, and owns the data directory until disposed.</summary>
    public static WebApplication Build(ServeOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,

            // Each watched file is a watch of the system's few: a node runs many platforms.
            Args = options.DoorKey is null ? null : ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
        });
        if (options.JsonLogs)
        {
            Watching.WatchParts.AddJson(builder.Logging);
        }

        builder.Logging.SetMinimumLevel(options.Quiet ? LogLevel.Warning : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Wellspring.Server.Access", LogLevel.Warning);

        // Keys of cookies lie in the data directory, which its owner protects as a whole.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Read before anything is opened: a mistake in it leaves no directory locked.
        var settings = ServerSettings.Load(options.Folder);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings.Values });
        var believed = Proxies.From(settings);
        PaymentParts.AddServices(builder.Services, builder.Configuration, options.Wall);
        NotifyParts.AddServices(builder.Services, settings, options.Wall);
        var site = new Site(options, settings);
        AddRecords(builder.Services, site);
        AddPages(builder.Services, site);
        Parts.AddServices(builder.Services, site);
        ApiParts.AddServices(builder.Services, site);
        if (options.DoorKey is not null)
        {
            PlatformParts.AddInside(builder.Services);
        }

        var app = builder.Build();
        if (options.DoorKey is { } key)
        {
            app.Use(new InnerDoor(key).AnswerAsync);
        }
        else if (believed is not null)
        {
            app.UseForwardedHeaders(believed);
        }

        Use(app);
        app.Lifetime.ApplicationStarted.Register(() => site.Listening = app.Urls.FirstOrDefault());
        return app;
    }

    /// <summary>The link that sets the console up; null where somebody can log in already.</summary>
    public static Uri? SetupLinkOf(WebApplication app)
    {
        var site = app.Services.GetRequiredService<Site>();
        return SetupLink.IsNeeded(site) ? SetupLink.Create(site, app.Urls.FirstOrDefault()) : null;
    }

    /// <summary>What the server has open.</summary>
    public static Site SiteOf(WebApplication app) => app.Services.GetRequiredService<Site>();

    /// <summary>Puts a demo shop and its past into a data directory, before the server opens it.</summary>
    public static async Task SeedAsync(
        ServeOptions options, ReadyPlan ready, Action<int, int> said, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        using var database = ShopDatabase.OpenIn(options.Folder);
        await DemoSeed.RunAsync(
            ready, new(Site.PoolPath(options.Folder)), database, options.Wall, said, cancellation);
    }

    private static void AddRecords(IServiceCollection services, Site site)
    {
        services.AddSingleton(_ => site);
        services.AddSingleton(site.Settings);
        services.AddSingleton(site.Options.Wall);
        services.AddSingleton(site.Database);
        services.AddSingleton(site.Clock);

        // Resolved by whoever answers once the platform is set up; before that the gate of set-up stands in front.
        services.AddSingleton(_ => site.Pool);
        services.AddSingleton(_ => site.Views);
        services.AddSingleton<JournalFollower>();
        services.AddSingleton<PoolFlow>();
        services.AddHostedService<FlowLoop>();
    }

    private static void AddPages(IServiceCollection services, Site site)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Visitor>();
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = new PlatformKeys(
                new(site.KeyFolder), provider.GetRequiredService<ILoggerFactory>(), site.Options.Shelf)));
        services.AddAntiforgery(options => options.Cookie.Name = "ws-form");
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddAuthentication(SessionHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Name, null)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyHandler.Name, null);
        services.AddAuthorization(Policies.Add);
        services.AddCascadingAuthenticationState();
    }

    private static void Use(WebApplication app)
    {
        app.Use(Watching.SpanShield.NameAsync);
        app.Use(Failures.AnswerAsync);
        app.Use(Shield.AnswerAsync);
        ApiParts.UseBefore(app);
        app.UseAuthentication();
        app.UseAuthorization();
        ApiParts.UseAfter(app);
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        ConsoleParts.MapPages(app);
        Parts.Map(app);
        app.MapFallback(() => Microsoft.AspNetCore.Http.TypedResults.NotFound()).AllowAnonymous();
    }
}
