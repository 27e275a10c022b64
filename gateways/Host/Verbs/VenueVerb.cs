using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt venue</c>: the simulated venue alone, until a signal.</summary>
public static class VenueVerb
{
    public static async Task<int> RunAsync(
        int port, string? configFile, IReadOnlyDictionary<string, (string Option, string Text)> overrides,
        IEnumerable<string> faults)
    {
        ConfigValues values = ConfigLoading.Read(configFile, overrides).RequireValid();
        using var stop = new StopSignals(Words.Of("venue.stopping"));
        SimulatedVenueOptions options = EmbeddedVenue.OptionsOf(
            SimulatedMarket.From(values), values.Text("trading.symbol")!, values.Text("journal.dir"), port);
        await using SimulatedVenue venue = await EmbeddedVenue.StartAsync(options);
        foreach (string fault in faults) Apply(venue, fault);
        Print(venue);
        await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return ExitCode.Ok;
    }

    private static void Apply(SimulatedVenue venue, string fault)
    {
        try
        {
            FaultScript.Apply(venue.Faults, fault);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException(Words.Of("venue.badFault", fault, e.Message));
        }
    }

    private static void Print(SimulatedVenue venue)
    {
        string rest = venue.BaseAddress.ToString().TrimEnd('/');
        string stream = "ws" + rest["http".Length..];
        Console.Out.WriteLine(Words.Of("venue.rest", rest));
        Console.Out.WriteLine(Words.Of("venue.streams", stream));
        Console.Out.WriteLine(Words.Of("venue.orderEntry", stream));
        Console.Out.WriteLine(Words.Of("venue.trade", rest));
        Console.Out.WriteLine($"{HostConfigBuilder.KeyVariable}={venue.ApiKey}");
        Console.Out.WriteLine($"{HostConfigBuilder.PassphraseVariable}={venue.Passphrase}");
        Console.Out.WriteLine($"{HostConfigBuilder.SecretVariable}={venue.ApiSecret}");
    }
}
