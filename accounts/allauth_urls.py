"""The pages of allauth that we use, at Indonesian addresses under /akun/.

Not allauth's own list: this shows which pages exist, and each answers a refused form with status 422.
"""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts.middleware import record_second_factor


def refuse_with_422(view):
    """Answer a posted form that has errors with 422, where allauth answers 200."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        forms = [context.get(name) for name in ("form", "verify_form", "change_form", "webauthn_form")]
        if request.method == "POST" and response.status_code == 200:
            if any(form is not None and form.is_bound and form.errors for form in forms):
                response.status_code = 422
        return response

    return wrapped


def sets_up_second_factor(view):
    """Let a session that sets up a second factor count as confirmed by it."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            record_second_factor(request)
        return response

    return wrapped


urlpatterns = decorate_urlpatterns(
    [
        path("masuk/", account.login, name="account_login"),
        path("masuk/kode/", account.request_login_code, name="account_request_login_code"),
        path("masuk/kode/periksa/", account.confirm_login_code, name="account_confirm_login_code"),
        path("keluar/", account.logout, name="account_logout"),
        path("daftar/", account.signup, name="account_signup"),
        path("daftar/kode/", account.email_verification_sent, name="account_email_verification_sent"),
        path("tidak-aktif/", account.account_inactive, name="account_inactive"),
        path("pastikan/", account.reauthenticate, name="account_reauthenticate"),
        path("surel/", account.email, name="account_email"),
        path("kata-sandi/ganti/", account.password_change, name="account_change_password"),
        path("kata-sandi/buat/", account.password_set, name="account_set_password"),
        path("kata-sandi/lupa/", account.password_reset, name="account_reset_password"),
        path(
            "kata-sandi/lupa/kode/",
            account.confirm_password_reset_code,
            name="account_confirm_password_reset_code",
        ),
        path(
            "kata-sandi/lupa/baru/", account.complete_password_reset, name="account_complete_password_reset"
        ),
        path(
            "kata-sandi/lupa/selesai/",
            account.password_reset_from_key_done,
            name="account_password_reset_completed",
        ),
        path("dua-langkah/", mfa.index, name="mfa_index"),
        path("dua-langkah/masuk/", mfa.authenticate, name="mfa_authenticate"),
        path("dua-langkah/pastikan/", mfa.reauthenticate, name="mfa_reauthenticate"),
        path(
            "dua-langkah/aplikasi/pasang/",
            sets_up_second_factor(totp.activate_totp),
            name="mfa_activate_totp",
        ),
        path("dua-langkah/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
        path(
            "dua-langkah/kode-cadangan/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"
        ),
        path(
            "dua-langkah/kode-cadangan/buat/",
            recovery_codes.generate_recovery_codes,
            name="mfa_generate_recovery_codes",
        ),
        path(
            "dua-langkah/kode-cadangan/unduh/",
            recovery_codes.download_recovery_codes,
            name="mfa_download_recovery_codes",
        ),
        path("dua-langkah/kunci/", webauthn.list_webauthn, name="mfa_list_webauthn"),
        path(
            "dua-langkah/kunci/tambah/", sets_up_second_factor(webauthn.add_webauthn), name="mfa_add_webauthn"
        ),
        path(
            "dua-langkah/kunci/pastikan/",
            webauthn.reauthenticate_webauthn,
            name="mfa_reauthenticate_webauthn",
        ),
        path("dua-langkah/kunci/<int:pk>/hapus/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
        path("dua-langkah/kunci/<int:pk>/ubah/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    ],
    refuse_with_422,
)
