using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Payments;

namespace Wellspring.Server.Payments;

/// <summary>
/// The real payment channels: off until their settings are there, refused at the start when they are wrong.
/// </summary>
internal static class PaymentParts
{
    /// <exception cref="PaymentSettingsException">A channel is switched on and cannot work.</exception>
    public static void AddServices(IServiceCollection services, IConfiguration settings, TimeProvider wallTime)
    {
        foreach (var channel in ConfiguredChannels.Read(name => settings[name], PaymentHttp.NewClient(), wallTime))
        {
            services.AddSingleton(channel);
        }
    }
}
