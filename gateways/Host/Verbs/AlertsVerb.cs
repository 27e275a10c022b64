using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt alerts test</c>: sends one message to every destination and says what became of it.</summary>
public static class AlertsVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> TestAsync(string? configFile)
    {
        HostConfig config = ConfigLoading.Load(
            configFile, new Dictionary<string, (string Option, string Text)>(), new RunSwitches(false, false));
        IReadOnlyList<AlertDestination> destinations = AlertDestination.Of(config.Alerts);
        if (destinations.Count == 0) throw new BadInputException(Words.Of("alerts.none"));
        using var post = new AlertPost(new MonotonicClock(), Pause);
        bool isAllTaken = true;
        foreach (AlertDestination destination in destinations)
        {
            var alert = new Alert(AlertKind.Test, config.Symbol, Words.Of("alerts.test"));
            string? fault = await post.SendAsync(destination, alert, CancellationToken.None);
            isAllTaken &= fault is null;
            Console.Out.WriteLine(fault is null
                ? Words.Of("alerts.sent", destination.Name)
                : Words.Of("alerts.failed", destination.Name, fault));
        }

        return isAllTaken ? ExitCode.Ok : ExitCode.Failed;
    }
}
