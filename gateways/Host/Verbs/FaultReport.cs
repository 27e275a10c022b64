using System.Net.Sockets;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>What an exception that ends the program means to the operator: a few lines and an exit code.</summary>
public static class FaultReport
{
    public static int Report(Exception fault, TextWriter output)
    {
        foreach (string line in fault.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            output.WriteLine($"opensqt: {line.TrimEnd('\r')}");
        if (fault is not (ConfigException or BadInputException or JournalException or VenueException))
            output.WriteLine("opensqt: " + Words.Of("fault.report", fault.GetType().Name, Place(fault)));
        return CodeOf(fault);
    }

    private static int CodeOf(Exception fault) => fault switch
    {
        ConfigException or BadInputException => ExitCode.BadInput,
        JournalRefusedException => ExitCode.Refused,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => ExitCode.BadInput,
        _ => ExitCode.Failed,
    };

    private static string Place(Exception fault)
    {
        string? first = fault.StackTrace?.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return first is null ? "" : $" {first.Trim()}";
    }
}
