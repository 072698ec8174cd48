using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Notifying;

/// <summary>The notifiers that <c>server.json</c> describes, and the loop that sends.</summary>
internal static class NotifyParts
{
    public static void AddServices(IServiceCollection services, ServerSettings settings, TimeProvider wall)
    {
        if (SmtpNotifier.From(settings) is { } smtp)
        {
            services.AddSingleton<INotifier>(smtp);
        }

        if (SignedHttpNotifier.From(settings, wall) is { } gateway)
        {
            services.AddSingleton<INotifier>(gateway);
        }

        services.AddSingleton<OutboxSender>();
        services.AddHostedService<OutboxLoop>();
    }
}
