BeforeAll {
    . $PSScriptRoot/common.ps1

    # A certificate for the loopback address, and its file.
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddIpAddress([ipaddress]::Loopback)
    $request.CertificateExtensions.Add($names.Build())
    $made = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(1))
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($made.Export('Pfx'))
    $authority = Join-Path $TestDrive authority.pem
    Set-Content $authority $certificate.ExportCertificatePem()

    # A server that speaks TLS, and offers HTTP/1.1 only, as a proxy in front of one may.
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $serving = Start-ThreadJob {
        $options = [System.Net.Security.SslServerAuthenticationOptions]::new()
        $options.ServerCertificate = $using:certificate
        $options.ApplicationProtocols = [System.Collections.Generic.List[System.Net.Security.SslApplicationProtocol]]@([System.Net.Security.SslApplicationProtocol]::Http11)
        # The end of the listener ends the job.
        while ($client = try { ($using:listener).AcceptTcpClient() } catch { }) {
            $stream = [System.Net.Security.SslStream]::new($client.GetStream())
            try { $stream.AuthenticateAsServer($options) } catch { }
            $client.Dispose()
        }
    }
}

AfterAll {
    $listener.Stop()
    $serving | Wait-Job | Remove-Job -Force
    $certificate.Dispose()
}

Describe 'A server that cannot be reached' {
    It '<because>: is told with what to do' -ForEach @(
        @{ because = 'another host than the certificate''s'; host_ = 'localhost'; with = @{ CertificateAuthority = 'file' }; skip = $false; told = "certificate is for '127.0.0.1', not for 'localhost'"; advised = 'Connect by a name that it is for' }
        @{ because = 'nobody who is trusted'; host_ = '127.0.0.1'; with = @{}; skip = $false; told = 'leads to nobody that this machine trusts'; advised = '-CertificateAuthority' }
        @{ because = 'an absent proxy'; host_ = '127.0.0.1'; with = @{ CertificateAuthority = 'file'; Proxy = 'http://127.0.0.1:1' }; skip = $false; told = "the proxy '127.0.0.1:1' does not answer"; advised = 'Check the proxy of Connect-InfluxDatabase -Proxy' }
        @{ because = 'no HTTP/2 over TLS'; host_ = '127.0.0.1'; with = @{ CertificateAuthority = 'file' }; skip = $true; told = 'HTTP/2 over TLS'; advised = 'let it offer h2' }
    ) {
        if ($with.ContainsKey('CertificateAuthority')) {
            $with.CertificateAuthority = $authority
        }

        # Connecting speaks HTTP/1.1 as well as HTTP/2.
        $said = { Connect-InfluxDatabase "https://${host_}:$port" db -Name tls -Token t -SkipCheck:$skip @with; Invoke-InfluxQuery 'SELECT 1' -Connection tls } | Should -Throw -PassThru
        $said.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        "$said" | Should -BeLike "*$told*"
        "$said" | Should -Not -Match 'inner exception|Callback|subchannel'
        $said.ErrorDetails.RecommendedAction | Should -BeLike "*$advised*"
    }
}
