"""`/tai-khoan/`: allauth's views under Vietnamese addresses and its own names. What is not here is not served."""

from django.urls import path

from people.sign_in import HelpView, OwnPasswordView, PasswordChangedView, SignInView, SignOutView

urlpatterns = [
    path("dang-nhap/", SignInView.as_view(), name="account_login"),
    path("dang-xuat/", SignOutView.as_view(), name="account_logout"),
    path("doi-mat-khau/", OwnPasswordView.as_view(), name="account_change_password"),
    path("doi-mat-khau/xong/", PasswordChangedView.as_view(), name="account_change_password_done"),
    # Nobody resets a password or signs up alone: these names of allauth's lead to who helps.
    path("quen-mat-khau/", HelpView.as_view(), name="account_reset_password"),
    path(
        "ngung-hoat-dong/",
        HelpView.as_view(template_name="account/account_inactive.html"),
        name="account_inactive",
    ),
    path("dang-ky/", HelpView.as_view(template_name="account/signup_closed.html"), name="account_signup"),
    path("dat-mat-khau/", HelpView.as_view(), name="account_set_password"),
]
