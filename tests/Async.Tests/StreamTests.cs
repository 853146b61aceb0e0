using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>A connection's other faces: a stream, and a pair of pipes.</summary>
public class StreamTests : AsyncTest
{
    [Fact]
    public void SslStream_OverAConnection_StaysOnTheLoop() => Run(async () =>
    {
        using X509Certificate2 certificate = MakeCertificate();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task serving = ServeAsync();
        await using var client = new SslStream(near.AsStream());
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented!.GetCertHashString() == certificate.GetCertHashString(),
        });
        Assert.True(Loop.IsLoopThread);
        await client.WriteAsync("secret"u8.ToArray());
        byte[] answer = new byte[6];
        await client.ReadExactlyAsync(answer);
        Assert.True(Loop.IsLoopThread);
        Assert.Equal("SECRET", Encoding.ASCII.GetString(answer));
        await client.ShutdownAsync();
        await serving;

        async Task ServeAsync()
        {
            await using var server = new SslStream(far.AsStream());
            await server.AuthenticateAsServerAsync(certificate);
            Assert.True(Loop.IsLoopThread);
            byte[] buffer = new byte[100];
            while (await server.ReadAsync(buffer) is > 0 and var count)
            {
                Assert.True(Loop.IsLoopThread);
                await server.WriteAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(buffer, 0, count).ToUpperInvariant()));
            }
        }
    });

    [Fact]
    public void Pipes_CarryWhatIsWritten_AndTheEnd() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        byte[] data = new byte[300_000];
        new Random(2).NextBytes(data);
        Task writing = WriteAsync();
        var received = new MemoryStream();
        while (true)
        {
            ReadResult result = await far.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                received.Write(segment.Span);
            }

            far.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await writing;
        Assert.True(received.ToArray().AsSpan().SequenceEqual(data));

        async Task WriteAsync()
        {
            near.Output.Write(data);
            await near.Output.FlushAsync();
            await near.CompleteOutputAsync();
        }
    });

    [Fact]
    public void SynchronousMembers_Throw() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        Assert.Throws<NotSupportedException>(() => near.AsStream().ReadByte());
        Assert.Throws<NotSupportedException>(() => near.AsStream().WriteByte(1));
    });

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
