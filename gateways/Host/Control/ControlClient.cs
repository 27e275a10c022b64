using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>Sends one verb to a running engine and reads its answer.</summary>
public static class ControlClient
{
    /// <exception cref="BadInputException">No engine runs there, or it ended before it answered.</exception>
    public static async Task<JsonElement> AskAsync(string dataDirectory, string verb)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await ControlAddress.UseAsync(dataDirectory, address => socket.ConnectAsync(address));
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(Words.Of("control.nobody", dataDirectory, e.Message));
        }

        await using NetworkStream stream = new(socket);
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(verb + "\n"));
            using var reader = new StreamReader(stream, Encoding.UTF8);
            string? answer = await reader.ReadLineAsync();
            if (answer is { Length: > 0 }) return JsonDocument.Parse(answer).RootElement.Clone();
        }
        catch (IOException e)
        {
            throw new BadInputException(Words.Of("control.lost", dataDirectory, e.Message));
        }

        throw new BadInputException(Words.Of("control.lost", dataDirectory, Words.Of("control.silent")));
    }
}
